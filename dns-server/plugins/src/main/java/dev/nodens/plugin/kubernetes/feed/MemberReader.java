package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.IOException;
import java.io.InputStream;

/// Reads what the API server sends, in whatever format it comes, member by member and without
/// building anything.
///
/// The caller walks objects and arrays under the names that they have in JSON, and reads or skips
/// each value once. Text comes out as UTF-8 octets.
interface MemberReader {
  /// Reads from `stream` from now on.
  void open(InputStream stream);

  /// Whether another document follows; blocks until that is known.
  boolean hasNext() throws IOException;

  /// Enters an object; false, and the value is read, if there is none.
  boolean beginObject() throws IOException;

  /// Moves to the next member of the object entered last; false after the last, at its end.
  boolean nextMember() throws IOException;

  /// Name of the member that [#nextMember] moved to.
  Draft name();

  /// Enters an array; false, and the value is read, if there is none.
  boolean beginArray() throws IOException;

  /// Whether the array entered last has another element; if not, it is left.
  boolean nextElement() throws IOException;

  /// Reads a string into `out`, which is cleared; it stays empty if there is none.
  void string(Draft out) throws IOException;

  /// Reads a whole number; `missing` if there is none.
  int integer(int missing) throws IOException;

  /// Reads a truth value; `missing` if there is none.
  boolean bool(boolean missing) throws IOException;

  /// Reads over one value of any kind.
  void skip() throws IOException;
}
