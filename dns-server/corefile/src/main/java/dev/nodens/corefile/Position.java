package dev.nodens.corefile;

/// Where a token begins.
///
/// @param file the path as the user gave it for the main file, the absolute path for imported ones
/// @param line counted from 1; 0 stands for a place before the first or behind the last token
public record Position(String file, int line) {

  /// The form every error starts with: `FILE:LINE`.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
