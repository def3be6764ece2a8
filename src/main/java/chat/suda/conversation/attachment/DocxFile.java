package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The text of a document of WordprocessingML (ECMA-376). */
final class DocxFile {

  private static final String TYPE =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  private static final String DOCUMENT = "word/document.xml";
  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_BYTES = 100_000_000;
  private static final int LEAST_RATIO_BYTES = 10_000_000;
  private static final int MAX_RATIO = 200;
  private static final int DIRECTORY = 1 << 20;

  private DocxFile() {}

  static FileContent read(Path file, int mostChars, Deadline deadline) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry document = zip.getEntry(DOCUMENT);
      if (document == null) {
        throw new UnreadableFileException(Reason.UNKNOWN_KIND);
      }
      if (zip.size() > MAX_ENTRIES || zip.stream().anyMatch(DocxFile::swells)) {
        throw new UnreadableFileException(Reason.TOO_COMPLEX);
      }
      TextBeginning text = new TextBeginning(mostChars);
      try (InputStream in =
          new BoundedInput(
              zip.getInputStream(document), Math.min(mostBytes(document), MAX_BYTES), deadline)) {
        read(in, text);
      }
      return FileContent.ofText(TYPE, FileContent.Kind.DOCUMENT, text);
    } catch (ZipException e) {
      boolean locked = String.valueOf(e.getMessage()).contains("encrypted");
      throw new UnreadableFileException(locked ? Reason.ENCRYPTED : Reason.BROKEN, e);
    }
  }

  /** As the archive declares it; what is read is measured. */
  private static boolean swells(ZipEntry entry) {
    return entry.getSize() > mostBytes(entry);
  }

  private static long mostBytes(ZipEntry entry) {
    return Math.max(LEAST_RATIO_BYTES, entry.getCompressedSize() * MAX_RATIO);
  }

  /**
   * Whether an OLE compound file has the entry that Office creates for a document with a password.
   */
  static boolean isEncrypted(Path file) throws IOException {
    byte[] name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    try (InputStream in = Files.newInputStream(file)) {
      // The directory may be anywhere: each sector is searched together with the end of the
      // previous one.
      String tail = "";
      String wanted = new String(name, StandardCharsets.ISO_8859_1);
      for (byte[] part = in.readNBytes(DIRECTORY);
          part.length > 0;
          part = in.readNBytes(DIRECTORY)) {
        String now = tail + new String(part, StandardCharsets.ISO_8859_1);
        if (now.contains(wanted)) {
          return true;
        }
        tail = now.substring(Math.max(0, now.length() - name.length));
      }
      return false;
    }
  }

  private static void read(InputStream in, TextBeginning text) throws IOException {
    // The platform's own parser, not the application's: its limits are known.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      int fallback = 0;
      boolean inText = false;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          String name = xml.getLocalName();
          // A duplicate for older readers.
          fallback += fallback > 0 || name.equals("Fallback") ? 1 : 0;
          inText = name.equals("t");
          if (fallback == 0) {
            text.append(
                switch (name) {
                  case "tab" -> "\t";
                  case "br", "cr" -> "\n";
                  default -> "";
                });
          }
        } else if (event == XMLStreamConstants.CHARACTERS && inText && fallback == 0) {
          text.append(xml.getText());
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          inText = false;
          if (fallback > 0) {
            fallback--;
          } else if (xml.getLocalName().equals("p")) {
            text.append("\n");
          }
        }
      }
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof UnreadableFileException known) {
        throw known;
      }
      throw new UnreadableFileException(Reason.BROKEN, e);
    }
  }
}
