package chat.suda.conversation.attachment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** How an image lies, by its Exif data (CIPA DC-008), where JPEG, PNG and WebP have it. */
final class Exif {

  private static final int ORIENTATION = 0x0112;
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;

  private Exif() {}

  /** From 1, upright, to 8; 1 also where nothing is said, or nothing that makes sense. */
  static int orientation(byte[] file, ImageFile.Format format) {
    try {
      ByteBuffer tiff =
          switch (format) {
            case JPEG -> inJpeg(file);
            case PNG -> inPng(file);
            case WEBP -> inWebp(file);
            case GIF -> null;
          };
      return tiff == null ? 1 : orientation(tiff);
    } catch (RuntimeException e) {
      // Exif data that leads out of the file, which says nothing about its pixels.
      return 1;
    }
  }

  private static ByteBuffer inJpeg(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 2;
    while (at + 4 < file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      int length = bytes.getShort(at + 2) & 0xffff;
      if (marker == APP1 && text(file, at + 4, 6).equals("Exif\0\0")) {
        return part(file, at + 10, length - 8);
      }
      if (marker == START_OF_SCAN) {
        return null;
      }
      at += 2 + length;
    }
    return null;
  }

  private static ByteBuffer inPng(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = 8; at + 12 <= file.length; ) {
      int length = bytes.getInt(at);
      if (text(file, at + 4, 4).equals("eXIf")) {
        return part(file, at + 8, length);
      }
      at = Math.addExact(at, Math.addExact(length, 12));
      if (length < 0) {
        return null;
      }
    }
    return null;
  }

  private static ByteBuffer inWebp(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 12; at + 8 <= file.length; ) {
      int length = bytes.getInt(at + 4);
      if (text(file, at, 4).equals("EXIF")) {
        boolean prefixed = text(file, at + 8, 6).equals("Exif\0\0");
        return prefixed ? part(file, at + 14, length - 6) : part(file, at + 8, length);
      }
      if (length < 0) {
        return null;
      }
      at = Math.addExact(at, 8 + length + length % 2);
    }
    return null;
  }

  private static int orientation(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  private static ByteBuffer part(byte[] file, int from, int length) {
    return ByteBuffer.wrap(file, from, Math.min(length, file.length - from)).slice();
  }

  private static String text(byte[] file, int from, int length) {
    return new String(file, from, length, StandardCharsets.ISO_8859_1);
  }
}
