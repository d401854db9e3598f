package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class during which Netty's leak detector found a buffer that nobody released.
final class Leaks implements BeforeAllCallback, AfterAllCallback {
  private final Logger detector = Logger.getLogger("io.netty.util.ResourceLeakDetector");
  private final List<String> found = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          found.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    assertThat(io.netty.util.ResourceLeakDetector.getLevel())
        .as("surefire sets io.netty.leakDetection.level")
        .isEqualTo(io.netty.util.ResourceLeakDetector.Level.PARANOID);
    detector.addHandler(handler);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // The detector reports at the next allocation after a collection.
    for (int i = 0; i < 3; i++) {
      System.gc();
      io.netty.buffer.ByteBufAllocator.DEFAULT.buffer().release();
    }
    detector.removeHandler(handler);
    assertThat(found).as("buffers that nobody released").isEmpty();
  }
}
