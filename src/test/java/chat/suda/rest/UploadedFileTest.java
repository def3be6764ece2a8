package chat.suda.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadedFileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "form-data; name=\"file\"; filename=\"a.txt\" | a.txt",
        "form-data; name=file; FileName=a.txt | a.txt",
        "form-data; filename = \"a; name=b.txt\" ; name=\"file\" | a; name=b.txt",
        "form-data; name=\"file\"; filename=\"say \\\"hi\\\".txt\" | say \"hi\".txt",
        "form-data; name=\"file\"; filename=\"say %22hi%22.txt\" | say \"hi\".txt",
        "form-data; name=\"file\"; filename=\"C:\\dir\\a.txt\" | C:\\dir\\a.txt",
        "form-data; name=\"file\"; filename=\"open | open",
        "form-data; name=\"file\"; filename=\"\" | ``",
      })
  void readsTheNameOfAFile(String disposition, String name) {
    assertEquals(name, ContentDisposition.parameter("filename", disposition));
    assertEquals("file", ContentDisposition.parameter("name", disposition));
  }

  @Test
  void readsANameHoweverLongItIs() {
    String name = "\\x".repeat(4000);
    assertEquals(
        name, ContentDisposition.parameter("filename", "form-data; filename=\"" + name + "\""));
    assertNull(ContentDisposition.parameter("filename", "form-data; name=\"file\""));
    assertNull(ContentDisposition.parameter("filename", ""));
  }
}
