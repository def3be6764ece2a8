package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part {@code file} of a body of {@code multipart/form-data} (RFC 7578), in a temporary file:
 * memory is bounded whatever its size. Read by ourselves, since what a server's own reading takes
 * at most, and where, is in each server's configuration.
 *
 * @param name as the client calls it, without a path or characters that show nothing
 * @param bytes how large it is
 */
record UploadedFile(Path path, String name, long bytes) implements AutoCloseable {

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;]{1,70})).*",
          Pattern.CASE_INSENSITIVE);

  private static final int HEADER_BYTES = 8192;
  private static final int NAME_CHARS = 200;

  /**
   * Maximum number of bytes read beyond the limit, so that the client receives the 413 response and
   * not a connection reset.
   */
  private static final long MAX_DRAINED_BYTES = 64L << 20;

  /**
   * @param most bytes
   * @throws ApiException 413 where there are more, 415 where the body is no form, 400 where it
   *     breaks off or has not one part of that name
   */
  static UploadedFile read(InputStream body, HttpServletRequest request, long most)
      throws IOException {
    Matcher type =
        BOUNDARY.matcher(request.getContentType() == null ? "" : request.getContentType());
    if (!type.matches()) {
      throw new ApiException(415, "body.multipart");
    }
    if (request.getContentLengthLong() > most + MAX_DRAINED_BYTES) {
      throw ApiException.field(413, "file", "attachment.large", most);
    }
    String boundary = type.group(1) == null ? type.group(2) : type.group(1);
    Parts parts = new Parts(body, boundary);
    Path path = Files.createTempFile("suda-upload-", "");
    try {
      UploadedFile file = read(parts, path, most);
      if (file != null) {
        refuseAnother(parts);
        parts.drain();
        return file;
      }
    } catch (ApiException e) {
      Files.deleteIfExists(path);
      throw e;
    } catch (UncheckedIOException e) {
      // It is the file that failed, not the body: such as a disk that is full.
      Files.deleteIfExists(path);
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw new ApiException(400, "body.broken");
    }
    Files.deleteIfExists(path);
    throw ApiException.field(400, "file", "field.required");
  }

  private static UploadedFile read(Parts parts, Path path, long most) throws IOException {
    while (parts.next()) {
      String disposition = disposition(parts.header());
      if (isFile(disposition)) {
        long bytes = 0;
        byte[] buffer = new byte[65_536];
        try (OutputStream out = open(path)) {
          for (int read = parts.read(buffer); read >= 0; read = parts.read(buffer)) {
            bytes += read;
            if (bytes <= most) {
              write(out, buffer, read);
            } else if (bytes > most + MAX_DRAINED_BYTES) {
              break;
            }
          }
        }
        if (bytes > most) {
          throw ApiException.field(413, "file", "attachment.large", most);
        }
        return new UploadedFile(path, clean(parameter("filename", disposition)), bytes);
      }
      parts.skip();
    }
    return null;
  }

  private static OutputStream open(Path path) {
    try {
      return Files.newOutputStream(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rejects a second file part. */
  private static void refuseAnother(Parts parts) throws IOException {
    while (parts.next()) {
      if (isFile(disposition(parts.header()))) {
        throw ApiException.field(400, "file", "attachment.one");
      }
      parts.skip();
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }

  private static boolean isFile(String disposition) {
    return "file".equals(parameter("name", disposition));
  }

  private static String disposition(String header) {
    for (String line : header.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
        return line.substring(line.indexOf(':') + 1);
      }
    }
    return "";
  }

  /** That parameter's value (RFC 6266, section 4.1), or {@code null}. */
  static String parameter(String wanted, String disposition) {
    int at = disposition.indexOf(';');
    while (at >= 0) {
      int equals = disposition.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String name = disposition.substring(at + 1, equals).strip();
      StringBuilder value = new StringBuilder();
      at = readValue(disposition, equals + 1, value);
      if (name.equalsIgnoreCase(wanted)) {
        // Browsers write a quotation mark as %22 (WHATWG HTML, "multipart form data").
        return value.toString().replace("%22", "\"");
      }
    }
    return null;
  }

  /** Reads a token or a quoted string; returns where the next semicolon is, or -1. */
  private static int readValue(String text, int from, StringBuilder value) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length() || text.charAt(at) != '"') {
      int end = text.indexOf(';', at);
      value.append(text.substring(at, end < 0 ? text.length() : end).strip());
      return end;
    }
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      // Some browsers leave a backslash as it is.
      boolean escapes = text.charAt(at) == '\\' && at + 1 < text.length();
      if (escapes && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\')) {
        at++;
      }
      value.append(text.charAt(at));
    }
    return text.indexOf(';', at);
  }

  /** A name that can be shown: no path, no control or bidirectional characters, not too long. */
  static String clean(String given) {
    String name = given == null ? "" : given.replaceAll("(?i)%0d|%0a", "");
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    name = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}<>\"]", "").strip();
    if (name.matches("\\.*")) {
      return "file";
    }
    if (name.length() <= NAME_CHARS) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
    String start = name.substring(0, NAME_CHARS - ending.length());
    return start.replaceAll("\\p{Cs}$", "") + ending;
  }

  /** The parts of a body, one after the other (RFC 2046, section 5.1). */
  private static final class Parts {

    private final InputStream in;
    private final byte[] chunk = new byte[65_536];
    private int chunkFrom;
    private int chunkTo;

    /** What ends a part. */
    private final byte[] delimiter;

    /** For the search of the delimiter: how much of it still fits after a mismatch (KMP). */
    private final int[] fits;

    private int matched;
    private final byte[] pending = new byte[128];
    private int pendingFrom;
    private int pendingTo;
    private boolean ended;

    Parts(InputStream in, String boundary) {
      this.in = in;
      delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
      fits = new int[delimiter.length];
      for (int i = 1, fit = 0; i < delimiter.length; i++) {
        while (fit > 0 && delimiter[i] != delimiter[fit]) {
          fit = fits[fit - 1];
        }
        fits[i] = delimiter[i] == delimiter[fit] ? ++fit : 0;
      }
      // The first one has no line before it.
      matched = 2;
      ended = false;
    }

    /** Goes to the next part; returns whether there is one. */
    boolean next() throws IOException {
      skip();
      int first = must(nextByte());
      int second = must(nextByte());
      if (first == '-' && second == '-') {
        return false;
      }
      // White space may follow the boundary.
      while (!(first == '\r' && second == '\n')) {
        if (first != ' ' && first != '\t') {
          throw new IOException("no line end behind the boundary");
        }
        first = second;
        second = must(nextByte());
      }
      ended = false;
      return true;
    }

    String header() throws IOException {
      byte[] bytes = new byte[HEADER_BYTES];
      int length = 0;
      while (length < HEADER_BYTES) {
        bytes[length++] = (byte) must(nextByte());
        boolean none = length == 2 && bytes[0] == '\r' && bytes[1] == '\n';
        if (none
            || length >= 4
                && bytes[length - 4] == '\r'
                && bytes[length - 3] == '\n'
                && bytes[length - 2] == '\r'
                && bytes[length - 1] == '\n') {
          // An empty part's delimiter begins with the line end that ends its headers.
          return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
      }
      throw new IOException("headers too long");
    }

    void skip() throws IOException {
      byte[] buffer = new byte[8192];
      while (read(buffer) >= 0) {
        // Of no interest.
      }
    }

    /** Reads on in this part; -1 at its end. */
    int read(byte[] buffer) throws IOException {
      int count = 0;
      while (count < buffer.length) {
        if (pendingFrom < pendingTo) {
          buffer[count++] = pending[pendingFrom++];
        } else if (ended) {
          return count == 0 ? -1 : count;
        } else {
          step(must(nextByte()));
        }
      }
      return count;
    }

    private void step(int next) {
      pendingFrom = 0;
      pendingTo = 0;
      while (matched > 0 && (delimiter[matched] & 0xff) != next) {
        int shorter = fits[matched - 1];
        release(matched - shorter);
        matched = shorter;
      }
      if ((delimiter[matched] & 0xff) == next) {
        if (++matched == delimiter.length) {
          matched = 0;
          ended = true;
        }
      } else {
        pending[pendingTo++] = (byte) next;
      }
    }

    /** What looked like the delimiter's beginning is content. */
    private void release(int count) {
      for (int i = 0; i < count; i++) {
        pending[pendingTo++] = delimiter[i];
      }
    }

    /** Reads what is left, as servers want it before they answer. */
    void drain() throws IOException {
      in.skip(MAX_DRAINED_BYTES);
    }

    private int nextByte() throws IOException {
      if (chunkFrom == chunkTo) {
        chunkFrom = 0;
        chunkTo = Math.max(0, in.read(chunk));
      }
      return chunkFrom == chunkTo ? -1 : chunk[chunkFrom++] & 0xff;
    }

    private static int must(int read) throws IOException {
      if (read < 0) {
        throw new IOException("the body ends too early");
      }
      return read;
    }
  }
}
