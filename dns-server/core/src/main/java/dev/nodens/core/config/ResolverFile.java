package dev.nodens.core.config;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a file in the form of resolv.conf says about names.
///
/// @param search domains to put behind short names, in their order
public record ResolverFile(List<Name> search) {

  public ResolverFile {
    search = List.copyOf(search);
  }

  /// Reads `file`.
  ///
  /// @throws IOException naming the file
  public static ResolverFile read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IOException("open " + file + ": no such file or directory", e);
    }
  }

  /// Reads the text of such a file; the last `search` or `domain` counts, what is no name is left
  /// out.
  public static ResolverFile parse(String text) {
    var search = new ArrayList<Name>();
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s+"));
      if (words.getFirst().equals("search") || words.getFirst().equals("domain")) {
        search.clear();
        words.stream().skip(1).forEach(word -> add(word, search));
      }
    }
    return new ResolverFile(search);
  }

  private static void add(String word, List<Name> search) {
    try {
      search.add(Name.parse(word));
    } catch (IllegalArgumentException e) {
      // As resolvers do: a word that is no name is no domain.
      return;
    }
  }
}
