package chat.suda.conversation.attachment;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Rotates, scales and encodes images. */
final class Pixels {

  private static final float QUALITY = 0.88f;

  /** A lossless image larger than this is encoded as JPEG, unless it has transparency. */
  private static final int MAX_LOSSLESS = 4_000_000;

  private Pixels() {}

  /**
   * The image, scaled down if necessary; in steps of a half, so that every pixel contributes.
   *
   * @param side maximum length of its longer side, in pixels
   */
  static BufferedImage fitted(BufferedImage image, int side) {
    BufferedImage now = image;
    while (Math.max(now.getWidth(), now.getHeight()) > 2 * side) {
      now = scaled(now, Math.max(1, now.getWidth() / 2), Math.max(1, now.getHeight() / 2));
    }
    double scale = Math.min(1, (double) side / Math.max(now.getWidth(), now.getHeight()));
    return scaled(
        now,
        Math.max(1, (int) Math.round(now.getWidth() * scale)),
        Math.max(1, (int) Math.round(now.getHeight() * scale)));
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage scaled = like(image, width, height);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static BufferedImage like(BufferedImage image, int width, int height) {
    return new BufferedImage(
        width,
        height,
        image.getColorModel().hasAlpha()
            ? BufferedImage.TYPE_INT_ARGB
            : BufferedImage.TYPE_INT_RGB);
  }

  /**
   * The image as displayed.
   *
   * @param orientation of Exif, 1 to 8
   */
  static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation <= 1) {
      return image;
    }
    int w = image.getWidth();
    int h = image.getHeight();
    AffineTransform turn =
        switch (orientation) {
          case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
          case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
          case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
          case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
          case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
          case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
          default -> new AffineTransform(0, -1, 1, 0, 0, w);
        };
    BufferedImage turned = orientation >= 5 ? like(image, h, w) : like(image, w, h);
    Graphics2D graphics = turned.createGraphics();
    graphics.drawImage(image, turn, null);
    graphics.dispose();
    return turned;
  }

  /**
   * Encodes the image without metadata.
   *
   * @param photo whether JPEG is used, if there is no transparency
   */
  static FileContent.Picture encoded(BufferedImage image, boolean photo) throws IOException {
    boolean transparent = image.getColorModel().hasAlpha();
    if (!photo || transparent) {
      BoundedOutput png = new BoundedOutput(transparent ? Integer.MAX_VALUE : MAX_LOSSLESS);
      write(image, "png", png);
      if (!png.isFull()) {
        return new FileContent.Picture("image/png", png.toByteArray());
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    write(image, "jpeg", jpeg);
    return new FileContent.Picture("image/jpeg", jpeg.toByteArray());
  }

  private static void write(BufferedImage image, String format, ByteArrayOutputStream to)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(to)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }
}
