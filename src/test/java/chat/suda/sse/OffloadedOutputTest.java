package chat.suda.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OffloadedOutputTest {

  /** The other thread's tasks; it blocks until a test runs them. */
  private final Queue<Runnable> blocked = new ArrayDeque<>();

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final List<Throwable> failures = new ArrayList<>();
  private IOException broken;
  private int possible;
  private final OffloadedOutput output = new OffloadedOutput(new Blocking(), blocked::add);

  private final class Blocking extends ServletOutputStream {

    @Override
    public void write(int b) throws IOException {
      if (broken != null) {
        throw broken;
      }
      taken.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private void open() {
    output.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() {
            possible++;
          }

          @Override
          public void onError(Throwable failure) {
            failures.add(failure);
          }
        });
    blocked.remove().run();
    assertEquals(1, possible);
  }

  @Test
  void isReadyOnceTheServersOwnHasTakenWhatWasFlushed() throws IOException {
    open();
    assertTrue(output.isReady());
    output.write(new byte[] {1, 2, 3});
    assertTrue(output.isReady());
    output.flush();
    assertFalse(output.isReady());
    assertEquals(0, taken.size());
    blocked.remove().run();
    assertEquals(3, taken.size());
    assertEquals(2, possible);
    assertTrue(output.isReady());
  }

  @Test
  void whoHasNotAskedIsNotTold() throws IOException {
    open();
    output.write(new byte[] {1});
    output.flush();
    blocked.remove().run();
    assertEquals(1, possible);
  }

  @Test
  void aBrokenConnectionIsTold() throws IOException {
    open();
    broken = new IOException("gone");
    output.write(new byte[] {1});
    output.flush();
    blocked.remove().run();
    assertSame(broken, failures.get(0));
    assertEquals(1, possible);
  }

  /** Open Liberty keeps a connection open whose response is completed in the middle of a write. */
  @Test
  void whatEndsTheResponseWaitsForTheFlush() throws IOException {
    open();
    List<String> ended = new ArrayList<>();
    output.write(new byte[] {1});
    output.flush();
    output.afterFlush(() -> ended.add("once"));
    assertEquals(List.of(), ended);
    broken = new IOException("timed out");
    blocked.remove().run();
    assertEquals(List.of("once"), ended);
    assertEquals(List.of(), failures);
    output.afterFlush(() -> ended.add("at once"));
    assertEquals(List.of("once", "at once"), ended);
  }
}
