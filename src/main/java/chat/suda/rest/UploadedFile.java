package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part {@code file} of a body of {@code multipart/form-data} (RFC 7578), in a temporary file:
 * memory is bounded whatever its size. Not parsed by the server, whose limits and directories
 * differ.
 *
 * @param name as the client sent it, without a path or invisible characters
 * @param bytes its size
 */
record UploadedFile(Path path, String name, long bytes) implements AutoCloseable {

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;]{1,70})).*",
          Pattern.CASE_INSENSITIVE);

  private static final int MAX_NAME_CHARS = 200;

  /**
   * Maximum number of bytes read beyond the limit, so that the client receives the 413 response and
   * not a connection reset.
   */
  private static final long MAX_DRAINED_BYTES = 64L << 20;

  /**
   * @param most bytes
   * @throws ApiException 413 if there are more, 415 if the body is not a form, 400 if it ends early
   *     or does not have exactly one part of that name
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
    MultipartReader parts = new MultipartReader(body, boundary);
    Path path = Files.createTempFile("suda-upload-", "");
    try {
      UploadedFile file = read(parts, path, most);
      if (file != null) {
        refuseAnother(parts);
        // Servers require the body to be read before the response.
        parts.drain(MAX_DRAINED_BYTES);
        return file;
      }
    } catch (ApiException e) {
      Files.deleteIfExists(path);
      throw e;
    } catch (UncheckedIOException e) {
      // The file failed, not the body: for example because the disk is full.
      Files.deleteIfExists(path);
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw new ApiException(400, "body.broken");
    }
    Files.deleteIfExists(path);
    throw ApiException.field(400, "file", "field.required");
  }

  private static UploadedFile read(MultipartReader parts, Path path, long most) throws IOException {
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
        return new UploadedFile(
            path, clean(ContentDisposition.parameter("filename", disposition)), bytes);
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
  private static void refuseAnother(MultipartReader parts) throws IOException {
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
    return "file".equals(ContentDisposition.parameter("name", disposition));
  }

  private static String disposition(String header) {
    for (String line : header.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
        return line.substring(line.indexOf(':') + 1);
      }
    }
    return "";
  }

  /** A displayable name: no path, no control or bidirectional characters, of limited length. */
  static String clean(String given) {
    String name = given == null ? "" : given.replaceAll("(?i)%0d|%0a", "");
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    name = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}<>\"]", "").strip();
    if (name.matches("\\.*")) {
      return "file";
    }
    if (name.length() <= MAX_NAME_CHARS) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
    String start = name.substring(0, MAX_NAME_CHARS - ending.length());
    return start.replaceAll("\\p{Cs}$", "") + ending;
  }
}
