package dev.nodens.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back memory that only the start needed: pages of the JVM's own library and of the class
/// archive that were read once. They are copies of files, so the kernel maps one again, from its
/// page cache, when it is needed after all. On a node that is short of memory they are then the
/// first to go, and they do not count as the pod's working set.
///
/// Of these two files only, which stay where they are as long as the process lives: while other
/// libraries are loaded, what was read of a mapping a moment ago may already be another one.
final class StartPages {
  private static final Logger LOG = LoggerFactory.getLogger(StartPages.class);
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final long MADV_DONTNEED = 4;

  private static final List<String> LASTING = List.of("/libjvm.so", "/aot.cache");

  /// Before the first large list from the API server is all read, so that its rows take the place
  /// of these pages; when the start is over; and later, because compiling goes on for a while.
  private static final List<Duration> AFTER =
      List.of(
          Duration.ofMillis(700),
          Duration.ofSeconds(2),
          Duration.ofSeconds(8),
          Duration.ofMinutes(1));

  private StartPages() {}

  /// A range of addresses; `end` is the first one behind it.
  record Range(long start, long end) {}

  /// Starts a thread that does it in a while. Does nothing where there is no such list of mappings.
  static void giveBackLater() {
    if (Files.isReadable(MAPPINGS)) {
      Thread.ofPlatform().daemon().name("start-pages").start(StartPages::run);
    }
  }

  private static void run() {
    Duration waited = Duration.ZERO;
    try {
      for (Duration moment : AFTER) {
        Thread.sleep(moment.minus(waited));
        waited = moment;
        giveBack(unchangedFilePages(Files.readAllLines(MAPPINGS)));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the pages of the start stay", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Private mappings of files that nobody can write and that hold no page of our own. A page that
  /// the linker wrote to would be lost, so one that is no page of the file excludes its mapping.
  /// Dirty ones do not: a file that was just unpacked is not all on the disk yet.
  ///
  /// @param smaps lines as in `/proc/PID/smaps`, see proc_pid_smaps(5)
  static List<Range> unchangedFilePages(List<String> smaps) {
    List<Range> unchanged = new ArrayList<>();
    @Nullable Range candidate = null;
    for (String line : smaps) {
      if (!Character.isUpperCase(line.charAt(0))) {
        candidate = isLasting(line) ? lasting(line.split("\\s+")) : null;
      } else if (candidate != null && isOwnPage(line.split("\\s+"))) {
        candidate = null;
      } else if (candidate != null && line.startsWith("VmFlags:")) {
        unchanged.add(candidate);
        candidate = null;
      }
    }
    return unchanged;
  }

  private static boolean isLasting(String line) {
    return LASTING.stream().anyMatch(line::endsWith);
  }

  private static @Nullable Range lasting(String[] words) {
    return isReadOnlyFile(words) ? range(words[0]) : null;
  }

  private static boolean isReadOnlyFile(String[] words) {
    return words.length >= 6
        && words[1].length() == 4
        && words[1].charAt(1) == '-'
        && words[1].charAt(3) == 'p'
        && words[5].startsWith("/");
  }

  private static boolean isOwnPage(String[] words) {
    return switch (words[0]) {
      case "Anonymous:", "Swap:", "Locked:" -> !words[1].equals("0");
      default -> false;
    };
  }

  private static Range range(String addresses) {
    int dash = addresses.indexOf('-');
    return new Range(
        Long.parseUnsignedLong(addresses, 0, dash, 16),
        Long.parseUnsignedLong(addresses, dash + 1, addresses.length(), 16));
  }

  private static void giveBack(List<Range> ranges) {
    var madvise = new NativeCall("madvise");
    for (Range range : ranges) {
      if (!madvise.succeeds(range.start(), range.end() - range.start(), MADV_DONTNEED, 0, 0)) {
        LOG.debug("the kernel keeps {}", range);
      }
    }
  }
}
