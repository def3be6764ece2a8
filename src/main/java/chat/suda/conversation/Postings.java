package chat.suda.conversation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which of a segment's texts hold which characters: one alone, and any three in a row, a zero
 * following at the end. Kept in buckets, by the first two; there each has its characters and the
 * positions of its texts, as two bytes each where they are few and as a bitmap where they are many.
 */
final class Postings {

  private static final int BUCKETS = 512;
  private static final int FEW = 31;
  private static final int MANY = 0xFF;
  private static final int BITMAP = IndexPosition.SEGMENT / Byte.SIZE;

  /** Pairs of a gram and a position, each in one number. */
  private long[] pairs = new long[1 << 16];

  private int count;

  /** Of one character alone where the others are zero. */
  static long gram(char first, char second, char third) {
    return (long) first << 32 | (long) second << 16 | third;
  }

  static int bucket(long gram) {
    int pair = (int) (gram >> 16);
    return (pair * 0x9E3779B1) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(BUCKETS));
  }

  void add(int position, String text) {
    long[] grams = new long[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      grams[2 * i] = gram(text.charAt(i), (char) 0, (char) 0);
      grams[2 * i + 1] = gram(text.charAt(i), at(text, i + 1), at(text, i + 2));
    }
    Arrays.sort(grams);
    for (int i = 0; i < grams.length; i++) {
      if (i == 0 || grams[i] != grams[i - 1]) {
        add(grams[i] * IndexPosition.SEGMENT + position);
      }
    }
  }

  private void add(long pair) {
    if (count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * count);
    }
    pairs[count++] = pair;
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  /** What is to be stored, by bucket. */
  Map<Integer, byte[]> byBucket() {
    Arrays.sort(pairs, 0, count);
    Map<Integer, ByteArrayOutputStream> all = new TreeMap<>();
    int to;
    for (int from = 0; from < count; from = to) {
      long gram = pairs[from] / IndexPosition.SEGMENT;
      to = from + 1;
      while (to < count && pairs[to] / IndexPosition.SEGMENT == gram) {
        to++;
      }
      all.computeIfAbsent(bucket(gram), key -> new ByteArrayOutputStream())
          .writeBytes(stored(gram, from, to));
    }
    Map<Integer, byte[]> stored = new TreeMap<>();
    all.forEach((bucket, out) -> stored.put(bucket, out.toByteArray()));
    return stored;
  }

  private byte[] stored(long gram, int from, int to) {
    boolean few = to - from <= FEW;
    ByteBuffer buffer = ByteBuffer.allocate(7 + (few ? 2 * (to - from) : BITMAP));
    buffer.putInt((int) (gram >> 16)).putChar((char) gram).put((byte) (few ? to - from : MANY));
    IntStream positions =
        Arrays.stream(pairs, from, to).mapToInt(pair -> (int) (pair % IndexPosition.SEGMENT));
    if (few) {
      positions.forEach(position -> buffer.putShort((short) position));
    } else {
      BitSet bitmap = new BitSet(IndexPosition.SEGMENT);
      positions.forEach(bitmap::set);
      buffer.put(Arrays.copyOf(bitmap.toByteArray(), BITMAP));
    }
    return buffer.array();
  }

  /**
   * The texts that hold these characters.
   *
   * @param stored the bucket's, or {@code null} where there is none
   * @param two whether the gram is of two characters, whatever follows
   */
  static BitSet texts(byte[] stored, long gram, boolean two) {
    BitSet found = new BitSet(IndexPosition.SEGMENT);
    ByteBuffer buffer = ByteBuffer.wrap(stored == null ? new byte[0] : stored);
    while (buffer.hasRemaining()) {
      boolean wanted = buffer.getInt() == (int) (gram >> 16);
      wanted &= buffer.getChar() == (char) gram || two;
      int count = Byte.toUnsignedInt(buffer.get());
      int length = count == MANY ? BITMAP : 2 * count;
      if (wanted) {
        read(buffer, count, found);
      }
      buffer.position(buffer.position() + length);
    }
    return found;
  }

  private static void read(ByteBuffer buffer, int count, BitSet found) {
    if (count == MANY) {
      found.or(BitSet.valueOf(buffer.slice(buffer.position(), BITMAP)));
      return;
    }
    for (int i = 0; i < count; i++) {
      found.set(buffer.getShort(buffer.position() + 2 * i));
    }
  }
}
