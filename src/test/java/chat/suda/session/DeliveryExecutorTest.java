package chat.suda.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryExecutorTest {

  private final List<Thread> threads = new ArrayList<>();
  private final DeliveryExecutor couriers =
      new DeliveryExecutor(
          2,
          task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
          });

  @AfterEach
  void end() throws InterruptedException {
    couriers.close();
    for (Thread thread : threads) {
      thread.join(5000);
      assertTrue(!thread.isAlive(), "ends when closed");
    }
  }

  @Test
  void forgetsNoTaskHoweverTheyRaceWithFallingAsleep() throws InterruptedException {
    for (int round = 0; round < 1000; round++) {
      // Awaited each time, so that the workers are about to park when the next task arrives.
      CountDownLatch done = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        couriers.execute(done::countDown);
      }
      assertTrue(done.await(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void wakesFromADeepSleep() throws InterruptedException {
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    CountDownLatch done = new CountDownLatch(1);
    couriers.execute(done::countDown);
    assertTrue(done.await(5, TimeUnit.SECONDS));
  }

  @Test
  void outlivesATaskThatFails() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      couriers.execute(
          () -> {
            done.countDown();
            throw new IllegalStateException("on purpose");
          });
    }
    assertTrue(done.await(5, TimeUnit.SECONDS));
  }

  @Test
  void runsWhatIsLeftWhenClosedAndTakesNoMore() throws InterruptedException {
    List<Integer> ran = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      couriers.execute(done::countDown);
    }
    couriers.close();
    assertTrue(done.await(5, TimeUnit.SECONDS));
    assertThrows(RejectedExecutionException.class, () -> couriers.execute(() -> ran.add(1)));
    assertEquals(List.of(), ran);
  }
}
