package dev.nodens.app;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back memory that only the start needed: pages of the JVM's own library and of the class
/// archive that were read once. They are clean copies of files, so the kernel maps one again, from
/// its page cache, when it is needed after all. On a node that is short of memory they are then the
/// first to go, and they do not count as the pod's working set.
final class StartPages {
  private static final Logger LOG = LoggerFactory.getLogger(StartPages.class);
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final int MADV_DONTNEED = 4;

  /// When the work of the start is over; later once more, because compiling goes on for a while.
  private static final List<Duration> AFTER = List.of(Duration.ofSeconds(8), Duration.ofMinutes(1));

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
        giveBack(cleanFilePages(Files.readAllLines(MAPPINGS)));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the pages of the start stay", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Private mappings of files that nobody can write and that hold no page of our own. A page that
  /// the linker wrote to would be lost, so one dirty page excludes its mapping.
  ///
  /// @param smaps lines as in `/proc/PID/smaps`, see proc_pid_smaps(5)
  static List<Range> cleanFilePages(List<String> smaps) {
    List<Range> clean = new ArrayList<>();
    Range candidate = null;
    for (String line : smaps) {
      String[] words = line.trim().split("\\s+");
      if (words[0].indexOf('-') > 0) {
        candidate = isReadOnlyFile(words) ? range(words[0]) : null;
      } else if (candidate != null && isOwnPage(words)) {
        candidate = null;
      } else if (candidate != null && words[0].equals("VmFlags:")) {
        clean.add(candidate);
        candidate = null;
      }
    }
    return clean;
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
      case "Private_Dirty:", "Shared_Dirty:", "Anonymous:", "Swap:", "Locked:" ->
          !words[1].equals("0");
      default -> false;
    };
  }

  private static Range range(String addresses) {
    int dash = addresses.indexOf('-');
    return new Range(
        Long.parseUnsignedLong(addresses, 0, dash, 16),
        Long.parseUnsignedLong(addresses, dash + 1, addresses.length(), 16));
  }

  @SuppressWarnings("restricted")
  private static void giveBack(List<Range> ranges) {
    Linker linker = Linker.nativeLinker();
    MethodHandle madvise =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("madvise"),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    for (Range range : ranges) {
      try {
        int result =
            (int) madvise.invokeExact(range.start(), range.end() - range.start(), MADV_DONTNEED);
        if (result != 0) {
          LOG.debug("the kernel keeps {}", range);
        }
      } catch (Throwable e) {
        throw new IllegalStateException("madvise throws nothing", e);
      }
    }
  }
}
