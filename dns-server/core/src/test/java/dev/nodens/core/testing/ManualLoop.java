package dev.nodens.core.testing;

import dev.nodens.core.ExchangePool;
import dev.nodens.core.port.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/// An event loop whose time moves only when a test says so; runs on the test's own thread.
public final class ManualLoop implements Loop {
  private final int index;
  private final ExchangePool exchanges = new ExchangePool(this);
  private final ScriptedUpstreams upstreams = new ScriptedUpstreams();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Task> timers =
      new PriorityQueue<>(Comparator.comparingLong((Task task) -> task.at).thenComparing(t -> t.n));
  private long now = 1_000_000_000L;
  private long scheduled;

  public ManualLoop(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
    }
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    var timer = new Task(task, now + delayNanos, scheduled++);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public ExchangePool exchanges() {
    return exchanges;
  }

  @Override
  public ScriptedUpstreams upstreams() {
    return upstreams;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /// Runs what was handed to [#execute].
  public void runTasks() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
      }
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /// Moves time on and runs the timers that come due, in order.
  public void advance(Duration by) {
    long end = now + by.toNanos();
    runTasks();
    while (!timers.isEmpty() && timers.peek().at <= end) {
      Task task = timers.remove();
      now = Math.max(now, task.at);
      task.run.run();
      runTasks();
    }
    now = end;
  }

  private static final class Task {
    private final Runnable run;
    private final long at;
    private final long n;

    Task(Runnable run, long at, long n) {
      this.run = run;
      this.at = at;
      this.n = n;
    }
  }
}
