package chat.suda.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of IP addresses in CIDR notation (RFC 4632, RFC 4291), such as {@code 10.0.0.0/8}. */
public final class AddressRange {

  private static final String LITERAL = "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a range; an address without a length is that one alone.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] network = address(slash < 0 ? text : text.substring(0, slash));
    int bits = network.length * 8;
    if (slash >= 0) {
      bits = Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > network.length * 8) {
        throw new IllegalArgumentException(text);
      }
    }
    return new AddressRange(network, bits);
  }

  /** Whether that address, without a name or a port, is in the range. */
  public boolean contains(String address) {
    byte[] other;
    try {
      int zone = address.indexOf('%');
      other = address(zone < 0 ? address : address.substring(0, zone));
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (other.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if (((other[bit / 8] ^ network[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Never asks a name server. An IPv4 address in IPv6's form is that IPv4 address. */
  private static byte[] address(String text) {
    String literal = text.replaceAll("^\\[|\\]$", "");
    if (!literal.matches(LITERAL)) {
      throw new IllegalArgumentException(text);
    }
    if (literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException(text);
    }
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
