package chat.suda.conversation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Maps characters, and each three in a row (padded with zero at the end), to the texts of a segment
 * that contain them. Stored in buckets, by the first two; there each has its characters and the
 * positions of its texts, as two bytes each if they are few and as a bitmap if they are many.
 */
final class Postings {

  private static final int BUCKETS = 512;
  private static final int FEW = 31;
  private static final int MANY = 0xFF;
  private static final int BITMAP = IndexPosition.SEGMENT / Byte.SIZE;

  /** By bucket, pairs of a gram and a position in one number each: many small arrays. */
  private final long[][] pairs = new long[BUCKETS][0];

  private final int[] counts = new int[BUCKETS];

  /** The gram of one character: the others are zero. */
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
        add(bucket(grams[i]), grams[i] * IndexPosition.SEGMENT + position);
      }
    }
  }

  private void add(int bucket, long pair) {
    int count = counts[bucket]++;
    if (count == pairs[bucket].length) {
      pairs[bucket] = Arrays.copyOf(pairs[bucket], Math.max(16, 2 * count));
    }
    pairs[bucket][count] = pair;
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  /** The data to store, by bucket. */
  Map<Integer, byte[]> byBucket() {
    Map<Integer, byte[]> stored = new TreeMap<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (counts[bucket] > 0) {
        long[] sorted = Arrays.copyOf(pairs[bucket], counts[bucket]);
        Arrays.sort(sorted);
        stored.put(bucket, stored(sorted));
      }
    }
    return stored;
  }

  private static byte[] stored(long[] sorted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int to;
    for (int from = 0; from < sorted.length; from = to) {
      long gram = sorted[from] / IndexPosition.SEGMENT;
      to = from + 1;
      while (to < sorted.length && sorted[to] / IndexPosition.SEGMENT == gram) {
        to++;
      }
      out.writeBytes(stored(gram, sorted, from, to));
    }
    return out.toByteArray();
  }

  private static byte[] stored(long gram, long[] sorted, int from, int to) {
    boolean few = to - from <= FEW;
    ByteBuffer buffer = ByteBuffer.allocate(7 + (few ? 2 * (to - from) : BITMAP));
    buffer.putInt((int) (gram >> 16)).putChar((char) gram).put((byte) (few ? to - from : MANY));
    IntStream positions =
        Arrays.stream(sorted, from, to).mapToInt(pair -> (int) (pair % IndexPosition.SEGMENT));
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
   * The texts that contain these characters.
   *
   * @param stored the bucket's data, or {@code null} if there is none
   * @param two whether the gram has two characters, followed by any
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
