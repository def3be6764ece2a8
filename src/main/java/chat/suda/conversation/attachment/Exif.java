package chat.suda.conversation.attachment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.stream.ImageInputStream;

/** The orientation of an image in its Exif data (CIPA DC-008), for JPEG, PNG and WebP. */
final class Exif {

  private static final int ORIENTATION = 0x0112;
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;

  /** Maximum length that is read; JPEG has room for no more. */
  private static final int MAX_BYTES = 65_536;

  private Exif() {}

  /** From 1, upright, to 8; 1 also if it is missing or invalid. */
  static int orientation(ImageInputStream file, ImageFile.Format format) {
    try {
      ByteBuffer tiff =
          switch (format) {
            case JPEG -> inJpeg(file);
            case PNG -> inPng(file);
            case WEBP -> inWebp(file);
            case GIF -> null;
          };
      return tiff == null ? 1 : orientation(tiff);
    } catch (IOException | RuntimeException e) {
      // Invalid offsets in Exif data; the pixels may be valid nevertheless.
      return 1;
    }
  }

  private static ByteBuffer inJpeg(ImageInputStream file) throws IOException {
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    for (long at = 2; at + 4 < file.length(); ) {
      file.seek(at);
      if (file.readUnsignedByte() != 0xff) {
        return null;
      }
      int marker = file.readUnsignedByte();
      int length = file.readUnsignedShort();
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

  private static ByteBuffer inPng(ImageInputStream file) throws IOException {
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    for (long at = 8; at + 12 <= file.length(); ) {
      file.seek(at);
      long length = file.readUnsignedInt();
      if (text(file, at + 4, 4).equals("eXIf")) {
        return part(file, at + 8, length);
      }
      at += 12 + length;
    }
    return null;
  }

  private static ByteBuffer inWebp(ImageInputStream file) throws IOException {
    file.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    for (long at = 12; at + 8 <= file.length(); ) {
      file.seek(at + 4);
      long length = file.readUnsignedInt();
      if (text(file, at, 4).equals("EXIF")) {
        boolean prefixed = text(file, at + 8, 6).equals("Exif\0\0");
        return prefixed ? part(file, at + 14, length - 6) : part(file, at + 8, length);
      }
      at += 8 + length + length % 2;
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

  private static ByteBuffer part(ImageInputStream file, long from, long length) throws IOException {
    byte[] part = new byte[(int) Math.min(Math.min(length, MAX_BYTES), file.length() - from)];
    file.seek(from);
    file.readFully(part);
    return ByteBuffer.wrap(part);
  }

  private static String text(ImageInputStream file, long from, int length) throws IOException {
    byte[] text = new byte[length];
    file.seek(from);
    file.readFully(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
