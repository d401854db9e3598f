package dev.nodens.bench.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// The two processors of this process that are the furthest apart by number: the kernel gives
/// threads of one core either neighbouring numbers or numbers half of all apart.
///
/// @param first the lowest number the process may run on
/// @param last the highest
@SuppressWarnings("restricted")
record Processors(int first, int last) {
  private static final int MOST = 1_024;
  private static final MethodHandle SCHED_SETAFFINITY =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("sched_setaffinity"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS));

  /// @throws IllegalStateException if this process has only one
  static Processors allowed() {
    String list = allowedList();
    String[] numbers = list.split("[,-]");
    int first = Integer.parseInt(numbers[0]);
    int last = Integer.parseInt(numbers[numbers.length - 1]);
    if (first == last) {
      throw new IllegalStateException(
          "two processors are needed and Cpus_allowed_list is " + list + ": allow a second one");
    }
    return new Processors(first, last);
  }

  private static String allowedList() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Keeps the calling thread on one processor from now on.
  ///
  /// @throws IllegalStateException if the kernel refuses
  static void bind(int processor) {
    var set = new BitSet(MOST);
    set.set(processor);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MOST / 8, Long.BYTES);
      MemorySegment.copy(
          MemorySegment.ofArray(set.toByteArray()), 0, mask, 0, set.toByteArray().length);
      int result = (int) SCHED_SETAFFINITY.invokeExact(0, mask.byteSize(), mask);
      if (result != 0) {
        throw new IllegalStateException(
            "sched_setaffinity refuses processor " + processor + ": is it in the allowed set?");
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("sched_setaffinity", e);
    }
  }
}
