package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script that Redis runs atomically. */
public final class LuaScript {

  private final String text;
  private final String digest;
  private final String shardedText;
  private final String shardedDigest;

  private LuaScript(String text) {
    this.text = text;
    digest = sha1(text);
    shardedText = text.replace("'PUBLISH'", "'SPUBLISH'").replace("'NUMSUB'", "'SHARDNUMSUB'");
    shardedDigest = sha1(shardedText);
  }

  /**
   * @param sharded whether it publishes with {@code SPUBLISH}; in a cluster, {@code PUBLISH} sends
   *     every message to all servers
   */
  String text(boolean sharded) {
    return sharded ? shardedText : text;
  }

  /** The SHA-1 by which Redis identifies it, in hexadecimal. */
  String digest(boolean sharded) {
    return sharded ? shardedDigest : digest;
  }

  /** Concatenates the scripts of those names, resources beside the class. */
  public static LuaScript of(Class<?> beside, String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(read(beside, name));
    }
    return new LuaScript(text.toString());
  }

  private static String read(Class<?> beside, String name) {
    try (InputStream file = beside.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
