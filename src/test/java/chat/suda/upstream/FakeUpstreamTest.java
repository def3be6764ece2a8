package chat.suda.upstream;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Detects every close by the client, and no other. */
class FakeUpstreamTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void tellsAReset() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start()) {
      upstream.enqueue(UpstreamScript.manual());
      Socket client = ask(upstream);
      UpstreamExchange seen = upstream.nextExchange(SOON);
      client.setSoLinger(true, 0); // as a system does by itself if there was more to read
      client.close();
      seen.closedByPeer().get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void tellsARegularClose() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start()) {
      upstream.enqueue(UpstreamScript.manual());
      Socket client = ask(upstream);
      UpstreamExchange seen = upstream.nextExchange(SOON);
      client.close();
      seen.closedByPeer().get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void doesNotTakeItsOwnCloseForTheClients() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start()) {
      upstream.enqueue(UpstreamExchange::close);
      try (Socket client = ask(upstream)) {
        UpstreamExchange seen = upstream.nextExchange(SOON);
        while (client.getInputStream().read() >= 0) {
          // nothing comes but the end
        }
        while (upstream.openConnections() > 0) {
          Thread.onSpinWait();
        }
        assertFalse(seen.closedByPeer().isDone());
      }
    }
  }

  private static Socket ask(FakeUpstream upstream) throws Exception {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), upstream.port());
    OutputStream out = client.getOutputStream();
    out.write("POST /v1/x HTTP/1.1\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    return client;
  }
}
