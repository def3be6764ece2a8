package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script that Redis runs as one step. */
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
   * @param sharded whether it publishes on the shard where it runs, as is right for a cluster: to
   *     all servers, every message would cost each of them
   */
  String text(boolean sharded) {
    return sharded ? shardedText : text;
  }

  /** SHA-1 in hexadecimal, by which Redis knows it. */
  String digest(boolean sharded) {
    return sharded ? shardedDigest : digest;
  }

  /** The scripts of those names beside the class, one after the other. */
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
