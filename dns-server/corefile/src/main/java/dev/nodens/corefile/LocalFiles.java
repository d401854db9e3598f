package dev.nodens.corefile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The file system of this machine. Blocking: never call it on an event loop.
public final class LocalFiles implements SourceFiles {
  private final Path root;

  public LocalFiles() {
    this(Path.of("/"));
  }

  /// @param root where absolute paths start from
  public LocalFiles(Path root) {
    this.root = root;
  }

  private Path find(String path) {
    return path.startsWith("/") ? root.resolve(path.substring(1)) : Path.of(path);
  }

  @Override
  public Kind kind(String path) {
    try {
      Path file = find(path);
      if (Files.isDirectory(file)) {
        return Kind.DIRECTORY;
      }
      return Files.exists(file) ? Kind.FILE : Kind.MISSING;
    } catch (InvalidPathException e) {
      return Kind.MISSING;
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    try {
      return Files.readAllBytes(find(path));
    } catch (NoSuchFileException e) {
      throw new IOException("open " + path + ": no such file or directory", e);
    } catch (AccessDeniedException e) {
      throw new IOException("open " + path + ": permission denied", e);
    } catch (InvalidPathException e) {
      throw new IOException("open " + path + ": invalid argument", e);
    }
  }

  @Override
  public List<String> names(String directory) {
    try (Stream<Path> entries = Files.list(find(directory))) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
  }

  @Override
  public String absolute(String path) {
    return path.startsWith("/") ? path : Path.of("").toAbsolutePath() + "/" + path;
  }
}
