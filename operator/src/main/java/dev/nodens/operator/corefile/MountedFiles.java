package dev.nodens.operator.corefile;

import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.SourceFiles;
import dev.nodens.operator.Names;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The files that a Corefile finds in a DNS pod, before there is a pod: relative paths count from
/// `/etc/coredns`, so an error names the main file as `Corefile`.
public final class MountedFiles implements SourceFiles {
  private final SourceFiles files;

  private MountedFiles(Map<String, String> texts) {
    this.files = new MemoryFiles(texts);
  }

  /// @param fragments texts of the files in `/etc/coredns/custom`, by name
  public static MountedFiles custom(Map<String, String> fragments) {
    Map<String, String> texts = new TreeMap<>();
    fragments.forEach((name, text) -> texts.put(Names.CUSTOM_DIRECTORY + "/" + name, text));
    return new MountedFiles(texts);
  }

  @Override
  public Kind kind(String path) {
    return files.kind(absolute(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    return files.read(absolute(path));
  }

  @Override
  public List<String> names(String directory) {
    return files.names(absolute(directory));
  }

  @Override
  public String absolute(String path) {
    return path.startsWith("/") ? path : Names.CONFIG_DIRECTORY + "/" + path;
  }
}
