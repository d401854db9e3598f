package dev.nodens.netty.mmsg;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where an event loop waits: on epoll, or in the receive call of its one busy socket.
///
/// A query that comes alone costs three system calls on epoll: one that says it is there, one that
/// takes it, one that answers. While nothing but datagrams of one socket has come for a while, and
/// often, the loop waits for the next one in the call that takes it. It then looks at epoll every
/// [#LOOK_NANOS], goes back to it for good when anything else has come, and never waits so while a
/// task, a timer or an unanswered query is about. So whatever comes first beside the datagrams is
/// at most that much late, or the socket's own patience when the datagrams end at that moment.
///
/// A socket that is waited in for longer leaves epoll meanwhile: else the kernel would tell epoll
/// of each datagram that comes and of each that has left.
public final class ReceiveWait implements IoHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveWait.class);

  /// Rounds of epoll in a row that must have had datagrams of one socket and nothing else.
  static final int ROUNDS = 64;

  /// Waits in a row after which a socket leaves epoll.
  static final int WAITS = 64;

  /// The time that these rounds may have taken: no less than 1,000 a second.
  static final long ROUNDS_NANOS = 64_000_000L;

  /// Between two looks at epoll.
  static final long LOOK_NANOS = 2_000_000L;

  /// A timer that is due sooner is waited for on epoll, which knows when.
  static final long TIMER_NANOS = 20_000_000L;

  private final IoHandler epoll;
  private final LongSupplier clock;
  private @Nullable Receiver only;
  private int rounds;
  private long since;
  private int ownEvents;
  private boolean waits;
  private int waited;
  private boolean left;
  private long lookedAt;

  ReceiveWait(IoHandler epoll, LongSupplier clock) {
    this.epoll = epoll;
    this.clock = clock;
  }

  /// A socket that a loop can wait in. Its event loop only.
  interface Receiver {
    /// Takes the one to tell of each event that epoll had for it.
    void reportTo(ReceiveWait wait);

    /// Whether it reads, and no query of its loop is without its answer.
    boolean mayWait();

    /// Waits some milliseconds for datagrams and serves them.
    ///
    /// @return how many came
    int await();

    /// Leaves epoll.
    void leave();

    /// Comes back to epoll, unless it was closed meanwhile.
    void join();
  }

  /// Event loops on `epoll` that wait so.
  public static IoHandlerFactory over(IoHandlerFactory epoll) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new ReceiveWait(epoll.newHandler(executor), System::nanoTime);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
      }
    };
  }

  /// epoll had an event for `receiver`.
  void received(Receiver receiver) {
    ownEvents++;
    if (!receiver.equals(only)) {
      join();
      only = receiver;
      rounds = 0;
      waits = false;
    }
  }

  @Override
  public int run(IoHandlerContext context) {
    @Nullable Receiver receiver = only;
    if (!waits || receiver == null || !context.canBlock() || !receiver.mayWait()) {
      return lookAtAll(context);
    }
    long now = clock.getAsLong();
    if (isTimerNear(context, now)) {
      return lookAtAll(context);
    }
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      int events = look(new WithoutBlocking(context));
      if (events > 0) {
        return events;
      }
    }
    return await(receiver);
  }

  private int await(Receiver receiver) {
    try {
      int served = receiver.await();
      if (served == 0) {
        forget();
      } else if (!left && ++waited == WAITS) {
        left = true;
        receiver.leave();
      }
      return served;
    } catch (RuntimeException e) {
      // It would end the loop's thread.
      LOG.error("serving datagrams failed", e);
      forget();
      return 1;
    }
  }

  private static boolean isTimerNear(IoHandlerContext context, long now) {
    return context.deadlineNanos() >= 0 && context.delayNanos(now) < TIMER_NANOS;
  }

  private int lookAtAll(IoHandlerContext context) {
    join();
    return look(context);
  }

  private void join() {
    waited = 0;
    if (left && only != null) {
      left = false;
      only.join();
    }
  }

  private int look(IoHandlerContext context) {
    ownEvents = 0;
    int events = epoll.run(context);
    if (events > ownEvents) {
      forget();
    } else if (events > 0 && !waits) {
      countRound();
    }
    return events;
  }

  private void countRound() {
    if (rounds++ == 0) {
      since = clock.getAsLong();
    } else if (rounds == ROUNDS) {
      long now = clock.getAsLong();
      waits = now - since <= ROUNDS_NANOS;
      lookedAt = now;
      rounds = 0;
    }
  }

  private void forget() {
    join();
    only = null;
    rounds = 0;
    waits = false;
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    if (handle instanceof Receiver receiver) {
      receiver.reportTo(this);
    }
    return epoll.register(handle);
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public void prepareToDestroy() {
    forget();
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /// What the loop says, but that it has no time.
  private record WithoutBlocking(IoHandlerContext of) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long now) {
      return of.delayNanos(now);
    }

    @Override
    public long deadlineNanos() {
      return of.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      of.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return of.shouldReportActiveIoTime();
    }
  }
}
