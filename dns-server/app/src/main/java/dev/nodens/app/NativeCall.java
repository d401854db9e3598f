package dev.nodens.app;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of the C library that is called now and then. Safe for many threads.
///
/// In the form of the calls that sockets are opened with, for which the JVM has generated its
/// classes already; arguments that a function has not are not read, and an `int` is in the lower
/// half of its register (System V ABI for AMD64, 3.2.3; AAPCS64, 6.8.2).
@SuppressWarnings("restricted")
final class NativeCall {
  private final String name;
  private final MethodHandle function;

  NativeCall(String name) {
    Linker linker = Linker.nativeLinker();
    this.name = name;
    this.function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));
  }

  /// Whether the function, with these arguments, says that nothing is wrong.
  boolean succeeds(long a, long b, long c, long d, long e) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      return (int) function.invokeExact(state, a, b, c, d, e) >= 0;
    } catch (Throwable t) {
      throw new IllegalStateException(name + " throws nothing", t);
    }
  }
}
