package chat.suda.conversation.imports;

import chat.suda.conversation.attachment.CountedInput;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An export file: JSON, or a ZIP that contains JSON. */
public final class ExportFile {

  /** Maximum compression ratio, against decompression bombs; text reaches about 20. */
  private static final long MAX_RATIO = 200;

  private static final long LEAST_RATIO_BYTES = 10_000_000;

  private final Path path;
  private final boolean zip;

  /** Maximum size of a ZIP's unpacked content. */
  private final long maxBytes;

  /** The attachments' entries by their names without a folder, while a ZIP is read. */
  private NavigableMap<String, ZipEntry> entries = Collections.emptyNavigableMap();

  private ZipFile opened;

  public ExportFile(Path path) throws IOException {
    this.path = path;
    this.maxBytes = LEAST_RATIO_BYTES + MAX_RATIO * Files.size(path);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(4);
      zip = head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }
  }

  /** Receives the contents of a file, one by one. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * @param conversation or empty if it cannot be read
     * @param name the known name of it
     */
    void conversation(Optional<ImportedConversation> conversation, String name);

    /**
     * A preset of Suda's own export.
     *
     * @param json its members, not validated
     */
    default void preset(JsonObject json) {}
  }

  /**
   * A summary of a file.
   *
   * @param known whether any of it has a known format
   * @param total the number of its conversations, including unreadable ones
   */
  public record Summary(boolean known, int total) {}

  /** Scans the whole file. */
  public Summary summary() throws IOException {
    int[] counts = new int[2];
    boolean suda =
        forEach(
            (conversation, name) -> {
              counts[0]++;
              counts[1] += conversation.isPresent() ? 1 : 0;
            });
    return new Summary(suda || counts[1] > 0, counts[0]);
  }

  /**
   * Reads the whole file.
   *
   * @return whether it declares itself as Suda's
   */
  public boolean forEach(Visitor each) throws IOException {
    if (!zip) {
      try (InputStream in = Files.newInputStream(path)) {
        return read(in, each);
      }
    }
    boolean suda = false;
    try (ZipFile file = new ZipFile(path.toFile())) {
      open(file);
      List<? extends ZipEntry> parts =
          file.stream()
              .filter(
                  entry ->
                      entry
                          .getName()
                          .matches("(.*/)?(suda|conversations([-_]?\\d+)?|chats?)\\.json"))
              .toList();
      long left = maxBytes;
      for (ZipEntry entry : parts) {
        try (CountedInput in = new CountedInput(file.getInputStream(entry), left)) {
          suda |= read(in, each);
          left = in.left();
        }
      }
    } finally {
      opened = null;
      entries = Collections.emptyNavigableMap();
    }
    return suda;
  }

  private void open(ZipFile file) {
    NavigableMap<String, ZipEntry> found = new TreeMap<>();
    file.stream()
        .filter(entry -> !entry.isDirectory())
        .forEach(entry -> found.putIfAbsent(baseName(entry.getName()), entry));
    entries = found;
    opened = file;
  }

  private static String baseName(String entry) {
    return entry.substring(entry.lastIndexOf('/') + 1);
  }

  /**
   * Copies an attachment's content; one that lies beside the conversations, only while they are
   * read.
   *
   * @param most its maximum size, in bytes
   * @return whether it is in the export, and within the maximum
   */
  public boolean copyAttachment(ImportedMessage.File wanted, Path to, long most)
      throws IOException {
    if (wanted.base64() != null) {
      return copy(decoded(wanted.base64()), to, most);
    }
    Optional<ZipEntry> entry = entry(wanted.id());
    if (entry.isEmpty()) {
      return false;
    }
    try (InputStream in = opened.getInputStream(entry.get())) {
      return copy(in, to, most);
    }
  }

  /** Suda names it {@code ID}, ChatGPT {@code ID-NAME} or {@code ID.TYPE}, in any folder. */
  private Optional<ZipEntry> entry(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      return Optional.empty();
    }
    if (entries.containsKey(id)) {
      return Optional.of(entries.get(id));
    }
    return Stream.of(id + '-', id + '.')
        .map(start -> entries.ceilingEntry(start))
        .filter(next -> next != null && next.getKey().startsWith(id))
        .filter(next -> "-.".indexOf(next.getKey().charAt(id.length())) >= 0)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static InputStream decoded(String base64) {
    return Base64.getMimeDecoder()
        .wrap(new ByteArrayInputStream(base64.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static boolean copy(InputStream in, Path to, long most) throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[65_536];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > most) {
          return false;
        }
        out.write(buffer, 0, read);
      }
    }
    return true;
  }

  private static boolean read(InputStream in, Visitor each) {
    boolean suda = false;
    boolean begun = false;
    try (JsonParser parser =
        Json.createParser(new JsonGuard(new BufferedInputStream(in, 65_536)))) {
      JsonParser.Event first = parser.next();
      begun = true;
      if (first == JsonParser.Event.START_ARRAY) {
        readAll(parser, each);
      } else if (first == JsonParser.Event.START_OBJECT) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.next() == JsonParser.Event.KEY_NAME) {
          String name = parser.getString();
          JsonParser.Event value = parser.next();
          if (name.equals("conversations") && value == JsonParser.Event.START_ARRAY) {
            readAll(parser, each);
          } else {
            Object read = JsonValues.read(parser, value);
            suda |= name.equals("suda") && Double.valueOf(1).equals(read);
            members.put(name, read);
          }
        }
        takeAlone(members, each);
        if (suda) {
          JsonValues.list(members, "presets").forEach(preset -> takePreset(preset, each));
        }
      }
    } catch (JsonException | IllegalStateException | NoSuchElementException e) {
      // Not JSON, truncated or beyond the limits: earlier conversations are complete.
      if (begun) {
        each.conversation(Optional.empty(), "the rest of the file");
      }
    }
    return suda;
  }

  private static void takePreset(Object preset, Visitor each) {
    try {
      Map<String, Object> members = new LinkedHashMap<>();
      JsonValues.map(preset).forEach((name, value) -> members.put(String.valueOf(name), value));
      each.preset(Json.createObjectBuilder(members).build());
    } catch (NumberFormatException e) {
      // A number that is out of range, which Suda does not export.
    }
  }

  /** A file that consists of one conversation. */
  private static void takeAlone(Map<String, Object> members, Visitor each) {
    Optional<ImportedConversation> only = conversation(members);
    if (only.isPresent()) {
      take(only, members, each);
    }
  }

  private static Optional<ImportedConversation> conversation(Map<?, ?> json) {
    try {
      return Exports.conversation(json);
    } catch (RuntimeException e) {
      // An unknown form: counted as failed, with its name.
      return Optional.empty();
    }
  }

  private static void readAll(JsonParser parser, Visitor each) {
    for (JsonParser.Event event = parser.next();
        event != JsonParser.Event.END_ARRAY;
        event = parser.next()) {
      Map<?, ?> json = JsonValues.map(JsonValues.read(parser, event));
      take(conversation(json), json, each);
    }
  }

  private static void take(
      Optional<ImportedConversation> conversation, Map<?, ?> json, Visitor each) {
    String title = JsonValues.text(json, "title");
    each.conversation(conversation, title == null ? "" : title);
  }
}
