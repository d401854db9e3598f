package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Files that exist in memory only: for tests, and for checking a configuration before it is
/// written anywhere. Directories are the parents of the files; the working directory is `/`.
public final class MemoryFiles implements SourceFiles {

  private final TreeMap<String, byte[]> files = new TreeMap<>();

  /// @param files contents by path; a path without a leading `/` counts from `/`
  public MemoryFiles(Map<String, String> files) {
    files.forEach((path, text) -> this.files.put(absolute(path), text.getBytes(UTF_8)));
  }

  /// No file at all: every literal import fails, every glob is empty.
  public static MemoryFiles none() {
    return new MemoryFiles(Map.of());
  }

  @Override
  public Kind kind(String path) {
    String file = absolute(path);
    if (files.containsKey(file)) {
      return Kind.FILE;
    }
    String below = file.endsWith("/") ? file : file + "/";
    String first = files.ceilingKey(below);
    return first != null && first.startsWith(below) ? Kind.DIRECTORY : Kind.MISSING;
  }

  @Override
  public byte[] read(String path) throws IOException {
    byte[] bytes = files.get(absolute(path));
    if (bytes == null) {
      throw new IOException("open " + path + ": no such file or directory");
    }
    return bytes;
  }

  @Override
  public List<String> names(String directory) {
    String path = absolute(directory);
    String below = path.endsWith("/") ? path : path + "/";
    return files.keySet().stream()
        .filter(file -> file.startsWith(below))
        .map(file -> firstSegment(file.substring(below.length())))
        .distinct()
        .toList();
  }

  @Override
  public String absolute(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String firstSegment(String relative) {
    int slash = relative.indexOf('/');
    return slash < 0 ? relative : relative.substring(0, slash);
  }
}
