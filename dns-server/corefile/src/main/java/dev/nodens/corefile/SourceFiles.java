package dev.nodens.corefile;

import java.io.IOException;
import java.util.List;

/// Port: the files that a Corefile may import. Paths use `/`.
public interface SourceFiles {

  /// What stands at a path.
  enum Kind {
    MISSING,
    FILE,
    DIRECTORY
  }

  Kind kind(String path);

  /// All bytes of a file.
  ///
  /// @throws IOException with a message fit for users if it cannot be read
  byte[] read(String path) throws IOException;

  /// The names in a directory, in any order; empty if it is missing or unreadable.
  List<String> names(String directory);

  /// `path` itself if it begins with `/`, else resolved against the working directory.
  String absolute(String path);
}
