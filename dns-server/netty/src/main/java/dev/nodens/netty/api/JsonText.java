package dev.nodens.netty.api;

import java.io.IOException;

/// Reads one JSON text as a whole, for those who have time: maps, lists, and strings for everything
/// else; `null` is an empty string.
public final class JsonText {
  private JsonText() {}

  /// The value of `text`.
  ///
  /// @throws IOException if it is no JSON
  public static Object read(String text) throws IOException {
    try {
      return new FlowReader(text).value();
    } catch (FlowReader.FaultException | StringIndexOutOfBoundsException e) {
      throw new IOException("no JSON: " + e.getMessage(), e);
    }
  }
}
