package dev.nodens.netty.mmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiveWaitTest {
  private static final long QUICK = ReceiveWait.ROUNDS_NANOS / ReceiveWait.ROUNDS;

  private final FakeEpoll epoll = new FakeEpoll();
  private final FakeContext context = new FakeContext();
  private final FakeReceiver socket = new FakeReceiver();
  private final FakeReceiver other = new FakeReceiver();
  private long now;
  private ReceiveWait wait;

  @BeforeEach
  void listen() {
    wait = new ReceiveWait(epoll, () -> now);
  }

  private void rounds(int count, long apart) {
    for (int i = 0; i < count; i++) {
      now += apart;
      epoll.hasDatagrams(socket);
      wait.run(context);
    }
  }

  private void makeBusy() {
    rounds(ReceiveWait.ROUNDS, QUICK);
    epoll.looks.clear();
  }

  @Test
  void waitsInTheSocketThatAloneIsBusy() {
    makeBusy();
    socket.datagrams = 3;

    assertThat(wait.run(context)).isEqualTo(3);
    assertThat(socket.waits).isEqualTo(1);
    assertThat(epoll.looks).isEmpty();
  }

  @Test
  void waitsOnEpollWhileDatagramsAreRare() {
    rounds(10 * ReceiveWait.ROUNDS, QUICK + 1_100_000);

    assertThat(socket.waits).isZero();
  }

  @Test
  void waitsOnEpollUntilDatagramsCameOftenEnough() {
    rounds(ReceiveWait.ROUNDS - 1, QUICK);
    wait.run(context);

    assertThat(socket.waits).isZero();
  }

  @Test
  void waitsOnEpollWhileTwoSocketsAreBusy() {
    for (int i = 0; i < 5 * ReceiveWait.ROUNDS; i++) {
      now += QUICK;
      epoll.hasDatagrams(i % 2 == 0 ? socket : other);
      wait.run(context);
    }

    assertThat(socket.waits + other.waits).isZero();
  }

  @Test
  void looksAtEpollNowAndThenWithoutWaitingThere() {
    makeBusy();
    socket.datagrams = 1;
    for (int i = 0; i < 10; i++) {
      now += ReceiveWait.LOOK_NANOS / 2;
      wait.run(context);
    }

    assertThat(epoll.looks).hasSize(5).containsOnly("now");
    assertThat(socket.waits).isEqualTo(10);
  }

  @Test
  void goesBackToEpollWhenSomethingElseCame() {
    makeBusy();
    socket.datagrams = 1;
    now += ReceiveWait.LOOK_NANOS;
    epoll.hasOthers(2);

    assertThat(wait.run(context)).isEqualTo(2);
    wait.run(context);
    assertThat(socket.waits).isZero();
    assertThat(epoll.looks).containsExactly("now", "blocking");
  }

  @Test
  void goesBackToEpollWhenTheDatagramsEnd() {
    makeBusy();
    socket.datagrams = 0;
    wait.run(context);
    wait.run(context);

    assertThat(socket.waits).isEqualTo(1);
    assertThat(epoll.looks).containsExactly("blocking");
  }

  @Test
  void waitsOnEpollForTasksTimersAndAnswersThatAreDue() {
    makeBusy();
    socket.datagrams = 1;

    context.canBlock = false;
    wait.run(context);
    context.canBlock = true;
    context.delay = ReceiveWait.TIMER_NANOS - 1;
    wait.run(context);
    context.delay = -1;
    socket.mayWait = false;
    wait.run(context);
    assertThat(socket.waits).isZero();
    assertThat(epoll.looks).hasSize(3);

    socket.mayWait = true;
    context.delay = ReceiveWait.TIMER_NANOS;
    wait.run(context);
    assertThat(socket.waits).isEqualTo(1);
  }

  private void makeBusyForLonger() {
    makeBusy();
    socket.datagrams = 1;
    for (int i = 0; i < ReceiveWait.WAITS; i++) {
      assertThat(socket.isOnEpoll).isTrue();
      wait.run(context);
    }
    assertThat(socket.isOnEpoll).isFalse();
  }

  @Test
  void leavesEpollOnlyAfterWaitsInARow() {
    makeBusy();
    socket.datagrams = 1;
    for (int i = 0; i < 10 * ReceiveWait.WAITS; i++) {
      socket.mayWait = i % ReceiveWait.WAITS != 0;
      wait.run(context);
      assertThat(socket.isOnEpoll).isTrue();
    }
  }

  @Test
  void staysAwayFromEpollOverLooks() {
    makeBusyForLonger();
    for (int i = 0; i < 10; i++) {
      now += ReceiveWait.LOOK_NANOS;
      wait.run(context);
    }
    assertThat(epoll.looks).hasSize(10);
    assertThat(socket.isOnEpoll).isFalse();
  }

  @Test
  void isOnEpollAgainForTasks() {
    makeBusyForLonger();
    context.canBlock = false;
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
    assertThat(epoll.looks).containsExactly("now");
  }

  @Test
  void isOnEpollAgainForTimers() {
    makeBusyForLonger();
    context.delay = ReceiveWait.TIMER_NANOS - 1;
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
    assertThat(epoll.looks).containsExactly("blocking");
  }

  @Test
  void isOnEpollAgainForAnswersThatAreDue() {
    makeBusyForLonger();
    socket.mayWait = false;
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
    assertThat(epoll.looks).containsExactly("blocking");
  }

  @Test
  void isOnEpollAgainWhenTheDatagramsEnd() {
    makeBusyForLonger();
    socket.datagrams = 0;
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
  }

  @Test
  void isOnEpollAgainWhenSomethingElseCame() {
    makeBusyForLonger();
    now += ReceiveWait.LOOK_NANOS;
    epoll.hasOthers(1);
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
  }

  @Test
  void isOnEpollAgainWhenAnotherSocketIsBusy() {
    makeBusyForLonger();
    now += ReceiveWait.LOOK_NANOS;
    epoll.hasDatagrams(other);
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
    assertThat(other.isOnEpoll).isTrue();
  }

  @Test
  void isOnEpollAgainWhenServingFails() {
    makeBusyForLonger();
    socket.failure = new IllegalStateException("thrown by the test");
    wait.run(context);
    assertThat(socket.isOnEpoll).isTrue();
  }

  @Test
  void livesOnWhenServingFails() {
    makeBusy();
    socket.failure = new IllegalStateException("thrown by the test");

    assertThat(wait.run(context)).isEqualTo(1);
    wait.run(context);
    assertThat(epoll.looks).containsExactly("blocking");
  }

  private static final class FakeContext implements IoHandlerContext {
    boolean canBlock = true;
    long delay = -1;

    @Override
    public boolean canBlock() {
      return canBlock;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return delay < 0 ? Long.MAX_VALUE : delay;
    }

    @Override
    public long deadlineNanos() {
      return delay;
    }
  }

  private final class FakeReceiver implements ReceiveWait.Receiver {
    int waits;
    int datagrams;
    boolean mayWait = true;
    boolean isOnEpoll = true;
    RuntimeException failure;

    @Override
    public void reportTo(ReceiveWait to) {
      throw new AssertionError("is told by the test");
    }

    @Override
    public boolean mayWait() {
      return mayWait;
    }

    @Override
    public int await() {
      if (failure != null) {
        throw failure;
      }
      waits++;
      return datagrams;
    }

    @Override
    public void leave() {
      assertThat(isOnEpoll).isTrue();
      isOnEpoll = false;
    }

    @Override
    public void join() {
      assertThat(isOnEpoll).isFalse();
      isOnEpoll = true;
    }
  }

  private final class FakeEpoll implements IoHandler {
    final List<String> looks = new ArrayList<>();
    private FakeReceiver ready;
    private int others;

    void hasDatagrams(FakeReceiver at) {
      ready = at;
    }

    void hasOthers(int count) {
      others = count;
    }

    @Override
    public int run(IoHandlerContext by) {
      looks.add(by.canBlock() ? "blocking" : "now");
      int events = others;
      others = 0;
      if (ready != null) {
        wait.received(ready);
        ready = null;
        events++;
      }
      return events;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new AssertionError("nothing is registered");
    }

    @Override
    public void wakeup() {
      throw new AssertionError("nobody wakes it");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return true;
    }
  }
}
