package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** An image, rotated upright and scaled down, without metadata. */
final class ImageFile {

  private static final long MAX_PIXELS = 64_000_000;

  /** Larger images are subsampled while reading: this many pixels take 64 MB. */
  private static final double PIXELS_IN_MEMORY = 16_800_000;

  private static final int BLOCK = 65_536;

  private static final int MODEL_SIDE = 2048;
  private static final int THUMBNAIL_SIDE = 320;

  private ImageFile() {}

  /** The accepted formats. */
  enum Format {
    PNG("image/png", "\u0089PNG\r\n\u001a\n"),
    JPEG("image/jpeg", "\u00ff\u00d8\u00ff"),
    GIF("image/gif", "GIF8"),
    WEBP("image/webp", "RIFF");

    private final String type;
    private final String magic;

    Format(String type, String magic) {
      this.type = type;
      this.magic = magic;
    }

    /** The format of a file with this beginning, or {@code null}. */
    static Format of(byte[] head) {
      for (Format format : values()) {
        if (FileReading.startsWith(head, format.magic)
            && (format != WEBP
                || head.length > 12
                    && new String(head, 8, 4, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .equals("WEBP"))) {
          return format;
        }
      }
      return null;
    }

    private ImageReader reader() throws IOException {
      // Not by ImageIO's registry, which belongs to the server.
      return this == WEBP
          ? new WebPImageReaderSpi().createReaderInstance(null)
          : ImageIO.getImageReadersByFormatName(name()).next();
    }
  }

  static FileContent read(Path file, Format format, Deadline deadline) throws IOException {
    ImageReader reader = format.reader();
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      if (!isWhole(in, format)) {
        throw new UnreadableFileException(Reason.BROKEN);
      }
      int orientation = Exif.orientation(in, format);
      in.seek(0);
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (width <= 0 || height <= 0) {
        throw new UnreadableFileException(Reason.BROKEN);
      }
      if ((long) width * height > MAX_PIXELS) {
        throw new UnreadableFileException(Reason.TOO_COMPLEX);
      }
      BufferedImage pixels = pixels(reader, (double) width * height, deadline);
      boolean turned = orientation >= 5;
      BufferedImage image = Pixels.upright(Pixels.fitted(pixels, MODEL_SIDE), orientation);
      deadline.check();
      BufferedImage small = Pixels.fitted(image, THUMBNAIL_SIDE);
      boolean photo = format == Format.JPEG || format == Format.WEBP;
      return new FileContent(
          format.type,
          FileContent.Kind.IMAGE,
          turned ? height : width,
          turned ? width : height,
          null,
          null,
          Pixels.encoded(image, photo),
          Pixels.encoded(small, photo));
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage pixels(ImageReader reader, double count, Deadline deadline)
      throws IOException {
    AtomicBoolean damaged = new AtomicBoolean();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          String said = String.valueOf(warning).toLowerCase(java.util.Locale.ROOT);
          if (said.contains("premature") || said.contains("corrupt") || said.contains("truncat")) {
            damaged.set(true);
          }
        });
    reader.addIIOReadProgressListener(new Watch(deadline));
    ImageReadParam parameters = reader.getDefaultReadParam();
    int step = (int) Math.ceil(Math.sqrt(Math.max(1, count / PIXELS_IN_MEMORY)));
    parameters.setSourceSubsampling(step, step, 0, 0);
    BufferedImage pixels = reader.read(0, parameters);
    deadline.check();
    if (damaged.get()) {
      throw new UnreadableFileException(Reason.BROKEN);
    }
    return pixels;
  }

  /** Whether it has its format's end marker, which ImageIO does not require. */
  private static boolean isWhole(ImageInputStream in, Format format) throws IOException {
    return switch (format) {
      case PNG -> contains(in, 'I', 'E', 'N', 'D');
      case JPEG -> contains(in, 0xff, 0xd9);
      case GIF -> contains(in, 0x3b);
      case WEBP -> {
        in.seek(4);
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        yield in.length() >= 20 && in.readUnsignedInt() + 8 <= in.length() + 1;
      }
    };
  }

  /** Searches block by block from the end, so that memory is bounded. */
  private static boolean contains(ImageInputStream in, int... wanted) throws IOException {
    byte[] block = new byte[BLOCK];
    for (long to = in.length(); to > wanted.length; to -= BLOCK - wanted.length) {
      long from = Math.max(0, to - BLOCK);
      in.seek(from);
      in.readFully(block, 0, (int) (to - from));
      for (int at = (int) (to - from) - wanted.length; at >= 0; at--) {
        int same = 0;
        while (same < wanted.length && (block[at + same] & 0xff) == wanted[same]) {
          same++;
        }
        if (same == wanted.length) {
          return from + at > 0;
        }
      }
    }
    return false;
  }

  /** Ends the reading when time is over. */
  private record Watch(Deadline deadline) implements IIOReadProgressListener {

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
      if (deadline.passed()) {
        source.abort();
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
