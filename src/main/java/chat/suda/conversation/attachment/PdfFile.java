package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The text of a PDF (ISO 32000). */
final class PdfFile {

  private static final int MAX_PAGES = 3000;
  private static final int MAX_CHARS = 20_000_000;
  private static final int MAX_NESTED_FORMS = 50_000;

  /** Limits of decompressed data: one stream, and all of a file; in bytes. */
  private static final long MAX_INFLATED = 64_000_000;

  private static final long MAX_INFLATED_TOGETHER = 600_000_000;

  /** Nesting limit for filters, against decompression bombs. */
  private static final int MAX_LAYERS = 3;

  /**
   * One of {@link #ENDS} must be this near to the end, in bytes; otherwise the file is truncated.
   */
  private static final int TRAILER = 2048;

  private static final byte[] STREAM = ascii("stream");
  private static final List<byte[]> ENDS =
      List.of(ascii("trailer"), ascii("startxref"), ascii("%%EOF"));

  private PdfFile() {}

  static FileContent read(Path file, int mostChars, Deadline deadline) throws IOException {
    checkStreams(file, deadline);
    try (PDDocument document =
        Loader.loadPDF(file.toFile(), "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
      int pages = pages(document, deadline);
      TextBeginning text = new TextBeginning(mostChars);
      Stripper stripper = new Stripper(deadline);
      for (int page = 1; page <= pages; page++) {
        deadline.check();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        StringWriter out = new StringWriter();
        stripper.writeText(document, out);
        text.append(out.getBuffer());
      }
      return FileContent.ofText("application/pdf", FileContent.Kind.DOCUMENT, text);
    } catch (InvalidPasswordException e) {
      throw new UnreadableFileException(Reason.ENCRYPTED, e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The number of pages that there are, whatever the page tree claims. */
  private static int pages(PDDocument document, Deadline deadline) throws IOException {
    int pages = 0;
    Iterator<PDPage> tree = document.getPages().iterator();
    while (tree.hasNext()) {
      tree.next();
      deadline.check();
      if (++pages > MAX_PAGES) {
        throw new UnreadableFileException(Reason.TOO_COMPLEX);
      }
    }
    if (pages == 0) {
      throw new UnreadableFileException(Reason.BROKEN);
    }
    return pages;
  }

  /**
   * Checks that the file is complete, and the size of all compressed data before PDFBox reads it,
   * since PDFBox keeps decompressed data in memory without a limit.
   */
  private static void checkStreams(Path file, Deadline deadline) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      checkEnd(bytes);
      long inflated = 0;
      for (int at = 0; at + STREAM.length < bytes.limit(); at++) {
        if ((at & 0xffff) == 0) {
          deadline.check();
        }
        if (bytes.get(at) == 's' && isStartOfStream(bytes, at)) {
          int start = at + STREAM.length;
          while (start < bytes.limit() && bytes.get(start) <= ' ' && bytes.get(start) > 0) {
            start++;
          }
          if (start + 2 < bytes.limit() && isZlib(bytes.get(start), bytes.get(start + 1))) {
            inflated += inflated(new BufferInput(bytes, start), 1, deadline);
            if (inflated > MAX_INFLATED_TOGETHER) {
              throw new UnreadableFileException(Reason.TOO_COMPLEX);
            }
          }
        }
      }
    }
  }

  /** PDFBox reads truncated files without reporting what is missing. */
  private static void checkEnd(MappedByteBuffer bytes) throws UnreadableFileException {
    int first = Math.max(0, bytes.limit() - TRAILER);
    for (int at = bytes.limit() - 1; at >= first; at--) {
      for (byte[] end : ENDS) {
        if (stands(end, bytes, at)) {
          return;
        }
      }
    }
    throw new UnreadableFileException(Reason.BROKEN);
  }

  private static boolean isStartOfStream(MappedByteBuffer bytes, int at) {
    // Not the end of "endstream".
    return stands(STREAM, bytes, at) && (at == 0 || bytes.get(at - 1) != 'd');
  }

  private static boolean stands(byte[] word, MappedByteBuffer bytes, int at) {
    for (int i = 0; i < word.length; i++) {
      if (at + i == bytes.limit() || bytes.get(at + i) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /** By RFC 1950. */
  private static boolean isZlib(int first, int second) {
    return (first & 0x0f) == 8 && ((first & 0xff) << 8 | second & 0xff) % 31 == 0;
  }

  private static long inflated(InputStream compressed, int layer, Deadline deadline)
      throws IOException {
    InputStream in = new BoundedInput(new InflaterInputStream(compressed), MAX_INFLATED, deadline);
    long count = 0;
    try {
      byte[] head = in.readNBytes(2);
      if (head.length == 2 && isZlib(head[0], head[1])) {
        if (layer == MAX_LAYERS) {
          throw new UnreadableFileException(Reason.TOO_COMPLEX);
        }
        return inflated(
            new SequenceInputStream(new ByteArrayInputStream(head), in), layer + 1, deadline);
      }
      byte[] buffer = new byte[65_536];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      // Not compressed after all, or truncated.
      return count;
    }
    return count;
  }

  /** A part of the file as a stream. */
  private static final class BufferInput extends InputStream {

    private final MappedByteBuffer bytes;
    private int at;

    BufferInput(MappedByteBuffer bytes, int start) {
      this.bytes = bytes;
      this.at = start;
    }

    @Override
    public int read() {
      return at < bytes.limit() ? bytes.get(at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int count = Math.min(length, bytes.limit() - at);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      bytes.get(at, buffer, offset, count);
      at += count;
      return count;
    }
  }

  /** Stops in the middle of a page if necessary. */
  private static final class Stripper extends PDFTextStripper {

    private final Deadline deadline;
    private int chars;
    private int depth;
    private int nested;

    Stripper(Deadline deadline) {
      this.deadline = deadline;
      setSortByPosition(false);
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
      check();
      super.processOperator(operator, operands);
    }

    @Override
    public void showForm(PDFormXObject form) throws IOException {
      enter();
      try {
        super.showForm(form);
      } finally {
        depth--;
      }
    }

    @Override
    public void showTransparencyGroup(PDTransparencyGroup form) throws IOException {
      enter();
      try {
        super.showTransparencyGroup(form);
      } finally {
        depth--;
      }
    }

    /** A form that contains itself twice is shown twice as often at each level. */
    private void enter() {
      if (depth++ > 0 && ++nested > MAX_NESTED_FORMS) {
        throw new UncheckedIOException(new UnreadableFileException(Reason.TOO_COMPLEX));
      }
    }

    @Override
    protected void processTextPosition(TextPosition text) {
      if (++chars > MAX_CHARS) {
        throw new UncheckedIOException(new UnreadableFileException(Reason.TOO_COMPLEX));
      }
      super.processTextPosition(text);
    }

    /** Not an IOException, which PDFBox would attribute to the page. */
    private void check() {
      if (deadline.passed()) {
        throw new UncheckedIOException(new UnreadableFileException(Reason.TOO_SLOW));
      }
    }
  }
}
