package chat.suda.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.session.FrameEvent;
import chat.suda.stream.Frame;
import jakarta.servlet.AsyncContext;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.glassfish.jersey.media.sse.OutboundEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamSinkTest {

  /** An event is written, then flushed. */
  private static final int ONE_EVENT = 2;

  private final NonBlockingOutput output = new NonBlockingOutput();
  private EventStreamSink sink;

  @BeforeEach
  void open() throws IOException {
    AsyncContext async = output.async();
    sink =
        new EventStreamSink(
            async, async.getResponse().getOutputStream(), ServerConnection.of(async.getRequest()));
    sink.open();
  }

  @Test
  void anEventIsSentWhenTheTransportHasTakenIt() {
    CompletableFuture<?> sent = send(event("one"));
    assertFalse(sent.isDone());
    assertEquals("", output.taken());
    output.takes(1);
    assertEquals("data: one\n\n", output.taken());
    assertFalse(sent.isDone(), "written, but not flushed");
    output.takes(1);
    assertFalse(sent.isDone(), "flushed into a transport that is full");
    output.takes(1);
    assertTrue(sent.isDone());
  }

  @Test
  void eventsAreTakenInTheOrderInWhichTheyWereSent() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      all.add(send(event("e" + i)));
    }
    assertEquals(0, done(all));
    output.takes(3 * ONE_EVENT + 1);
    assertEquals(3, done(all));
    assertTrue(all.get(2).isDone());
    output.takes(800 * ONE_EVENT);
    output.takes(1);
    assertEquals(800, done(all));
    assertTrue(output.taken().startsWith("data: e0\n\ndata: e1\n\n"), output.taken());
    assertTrue(output.taken().endsWith("data: e798\n\ndata: e799\n\n"));
  }

  @Test
  void everyPartOfAnEventIsWritten() {
    output.takes(100);
    OutboundSseEvent event =
        new OutboundEvent.Builder()
            .id("7")
            .name("news")
            .comment("why")
            .reconnectDelay(250)
            .data("first\nsecond")
            .build();
    send(event).join();
    assertEquals(
        ": why\nid: 7\nevent: news\nretry: 250\ndata: first\ndata: second\n\n", output.taken());
  }

  @Test
  void aFrameOfOursPassesThroughAsItIs() {
    output.takes(100);
    send(new FrameEvent(Frame.event("12", "{}"))).join();
    assertEquals("id: 12\ndata: {}\n\n", output.taken());
  }

  @Test
  void whatIsSentToAClosedSinkFails() {
    output.takes(100);
    sink.close();
    assertTrue(sink.isClosed());
    assertEquals(1, output.completions());
    assertFails(send(event("late")));
    assertEquals("", output.taken());
    sink.close();
    assertEquals(1, output.completions());
  }

  @Test
  void whatIsUnderWayAtTheCloseFailsAndWhatWaitsBehindIt() {
    CompletableFuture<?> first = send(event("one"));
    CompletableFuture<?> second = send(event("two"));
    sink.close();
    assertFails(first);
    assertFails(second);
    output.takes(100);
    assertEquals("", output.taken());
  }

  @Test
  void aBrokenConnectionFailsWhatIsSent() {
    CompletableFuture<?> first = send(event("one"));
    CompletableFuture<?> second = send(event("two"));
    output.breaks();
    output.takes(100);
    assertFails(first);
    assertFails(second);
  }

  @Test
  void anErrorOfTheContainersFailsWhatIsUnderWay() {
    CompletableFuture<?> sent = send(event("one"));
    sink.onError(new IOException("reset by peer"));
    assertFails(sent);
  }

  private static long done(List<CompletableFuture<?>> all) {
    return all.stream().filter(CompletableFuture::isDone).count();
  }

  private CompletableFuture<?> send(OutboundSseEvent event) {
    return sink.send(event).toCompletableFuture();
  }

  private static OutboundSseEvent event(String data) {
    return new OutboundEvent.Builder().data(data).build();
  }

  private static void assertFails(CompletableFuture<?> sent) {
    assertTrue(sent.isDone());
    CompletionException failure = assertThrows(CompletionException.class, sent::join);
    assertInstanceOf(IOException.class, failure.getCause());
  }
}
