package chat.suda.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "127.0.0.0/8, ::ffff:127.0.0.1, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.7, 192.168.1.7, true",
    "192.168.1.7, 192.168.1.8, false",
    "::1/128, 0:0:0:0:0:0:0:1, true",
    "fe80::/10, fe80::1%eth0, true",
    "2001:db8::/32, 2001:db9::1, false",
    "0.0.0.0/0, ::1, false",
    "0.0.0.0/0, localhost, false",
  })
  void containsWhatItsFirstBitsSay(String range, String address, boolean contained) {
    assertEquals(contained, AddressRange.parse(range).contains(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "10.0.0.0/33", "10.0.0.0/x", "example.org", "::1/129", "1.2.3.4.5"})
  void isNothingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }
}
