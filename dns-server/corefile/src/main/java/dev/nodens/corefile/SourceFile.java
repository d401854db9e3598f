package dev.nodens.corefile;

/// A file that a configuration is made of. Treat [#bytes] as read-only.
public final class SourceFile {

  private final String path;
  private final byte[] bytes;

  SourceFile(String path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /// As in [Position#file].
  public String path() {
    return path;
  }

  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return path + " (" + bytes.length + " bytes)";
  }
}
