package dev.nodens.core.config;

import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a file in the form of resolv.conf(5) says.
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

  /// The addresses of the `nameserver` lines in order, without IPv6 zones.
  ///
  /// @throws IllegalArgumentException naming the line that holds no address
  public static List<String> nameServers(List<String> lines) {
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).strip().split("\\s+");
      if (words[0].equals("nameserver") && words.length > 1) {
        int percent = words[1].indexOf('%');
        String address = percent < 0 ? words[1] : words[1].substring(0, percent);
        if (IpLiteral.parse(address) == null) {
          throw new IllegalArgumentException(
              "line " + (i + 1) + ": nameserver " + words[1] + " is not an IP address");
        }
        servers.add(address);
      }
    }
    return servers;
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
