package chat.suda.conversation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a segment's texts hold which three characters. Kept by the first two, the pair: for each
 * character that follows, the positions of the texts, as two bytes each where they are few and as a
 * bitmap where they are many. At a text's end a zero follows.
 */
final class Postings {

  private static final int FEW = 31;
  private static final int MANY = 0xFF;
  private static final int BITMAP = Place.SEGMENT / Byte.SIZE;

  /** By three characters, 16 bits each. */
  private final Map<Long, BitSet> texts = new HashMap<>();

  static int pair(char first, char second) {
    return first << 16 | second;
  }

  void add(int position, String text) {
    for (int i = 0; i < text.length(); i++) {
      long three = (long) text.charAt(i) << 32 | (long) at(text, i + 1) << 16 | at(text, i + 2);
      texts.computeIfAbsent(three, key -> new BitSet(Place.SEGMENT)).set(position);
    }
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  Map<Integer, byte[]> byPair() {
    Map<Integer, byte[]> all = new LinkedHashMap<>();
    List<Long> keys = new ArrayList<>(texts.keySet());
    keys.sort(null);
    for (int from = 0; from < keys.size(); ) {
      int to = from;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long pair = keys.get(from) >> 16;
      for (; to < keys.size() && keys.get(to) >> 16 == pair; to++) {
        write(out, (char) (long) keys.get(to), texts.get(keys.get(to)));
      }
      all.put((int) pair, out.toByteArray());
      from = to;
    }
    return all;
  }

  private static void write(ByteArrayOutputStream out, char next, BitSet positions) {
    int count = positions.cardinality();
    boolean few = count <= FEW;
    ByteBuffer buffer = ByteBuffer.allocate(3 + (few ? 2 * count : BITMAP));
    buffer.putChar(next).put((byte) (few ? count : MANY));
    if (few) {
      positions.stream().forEach(position -> buffer.putShort((short) position));
    } else {
      buffer.put(Arrays.copyOf(positions.toByteArray(), BITMAP));
    }
    out.writeBytes(buffer.array());
  }

  /** The texts in which that character follows the pair. */
  static BitSet following(byte[] stored, char next) {
    BitSet found = new BitSet(Place.SEGMENT);
    read(stored, next, false, found);
    return found;
  }

  /** Adds the texts that hold the pair at all. */
  static void all(byte[] stored, BitSet found) {
    read(stored, (char) 0, true, found);
  }

  private static void read(byte[] stored, char wanted, boolean any, BitSet found) {
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    while (buffer.hasRemaining()) {
      boolean take = buffer.getChar() == wanted || any;
      int count = Byte.toUnsignedInt(buffer.get());
      int length = count == MANY ? BITMAP : 2 * count;
      if (take && count == MANY) {
        found.or(BitSet.valueOf(buffer.slice(buffer.position(), BITMAP)));
      } else if (take) {
        for (int i = 0; i < count; i++) {
          found.set(buffer.getShort(buffer.position() + 2 * i));
        }
      }
      buffer.position(buffer.position() + length);
    }
  }
}
