package dev.nodens.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Plugin;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.LocalFiles;
import dev.nodens.corefile.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Where the Corefile comes from: a file, read anew each time, or a text that stays the same.
/// Blocks on files; not for event loops.
final class CorefileSource {
  private static final String DEFAULT_FILE = "Corefile";

  private final String path;
  private final Optional<byte[]> text;
  private final List<Plugin<?>> plugins;
  private final int defaultPort;
  private final LocalFiles files;

  private CorefileSource(
      String path,
      Optional<byte[]> text,
      List<Plugin<?>> plugins,
      int defaultPort,
      LocalFiles files) {
    this.files = files;
    this.path = path;
    this.text = text;
    this.plugins = plugins;
    this.defaultPort = defaultPort;
  }

  /// What the flags ask for.
  ///
  /// @throws IOException if standard input or the file cannot be read
  static CorefileSource of(
      Flags flags, List<Plugin<?>> plugins, InputStream stdin, LocalFiles files)
      throws IOException {
    if (flags.conf().isEmpty()) {
      boolean found = files.kind(DEFAULT_FILE) != LocalFiles.Kind.MISSING;
      return found
          ? ofFile(DEFAULT_FILE, plugins, flags.port(), files)
          : ofText(Corefile.BUILT_IN, plugins, flags.port(), files);
    }
    String conf = flags.conf().get();
    if (conf.equals("stdin")) {
      byte[] bytes = stdin.readAllBytes();
      return new CorefileSource("stdin", Optional.of(bytes), plugins, flags.port(), files);
    }
    return ofFile(conf, plugins, flags.port(), files);
  }

  /// The file `path`.
  ///
  /// @throws IOException if it cannot be read now, with the path in the message
  static CorefileSource ofFile(
      String path, List<Plugin<?>> plugins, int defaultPort, LocalFiles files) throws IOException {
    files.read(path);
    return new CorefileSource(path, Optional.empty(), plugins, defaultPort, files);
  }

  /// The text `corefile`.
  static CorefileSource ofText(
      String corefile, List<Plugin<?>> plugins, int defaultPort, LocalFiles files) {
    return new CorefileSource(
        DEFAULT_FILE, Optional.of(corefile.getBytes(UTF_8)), plugins, defaultPort, files);
  }

  /// Reads and parses the Corefile as it is now.
  ///
  /// @throws dev.nodens.corefile.CorefileException at the first error
  Corefile corefile() {
    var names = new LinkedHashSet<String>();
    plugins.forEach(plugin -> names.add(plugin.name()));
    var parser = new Parser(files, Environment.process(), names);
    return text.map(bytes -> parser.parse(path, bytes)).orElseGet(() -> parser.parse(path));
  }

  /// Reads the Corefile as it is now and checks every directive.
  ///
  /// @throws dev.nodens.corefile.CorefileException at the first error
  Configuration configuration() {
    return Configuration.parse(corefile(), plugins, defaultPort);
  }
}
