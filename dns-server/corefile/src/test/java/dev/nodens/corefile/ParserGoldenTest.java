package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each folder of `golden/` holds an `in.Corefile`, the files that it imports, and in `out.txt` the
/// tree or the error. The outputs agree with the parser of CoreDNS 1.15.0 on the same folders. Run
/// with `-Dupdate.golden=true` to write them.
class ParserGoldenTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("nodens.root"), "dns-server/corefile/src/test/resources/golden");

  private static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "NAME", "example.org",
              "TWO", "a b",
              "NEST", "x{$NAME}y",
              "LINES", "one\ntwo",
              "GLOB", "sub/*.conf"));

  static Stream<Path> folders() throws IOException {
    return Files.list(GOLDEN).sorted();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void readsAsUpstreamDoes(Path folder) throws IOException {
    String actual = describe(folder);

    Path expected = folder.resolve("out.txt");
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static String describe(Path folder) throws IOException {
    SourceFiles files = new FolderFiles(folder);
    StringBuilder text = new StringBuilder();
    try {
      Corefile corefile =
          new Parser(files, ENVIRONMENT, new LinkedHashSet<>()).parse("in.Corefile");
      for (ServerBlock block : corefile.blocks()) {
        text.append("block ")
            .append(block.keys().stream().map(key -> GoSyntax.quote(key.text())).toList())
            .append('\n');
        for (String name : new TreeSet<>(block.names())) {
          text.append("  ").append(name).append(':');
          block.tokens(name).forEach(token -> text.append(' ').append(describe(token)));
          text.append('\n');
        }
      }
      corefile.warnings().forEach(w -> text.append("warning: ").append(w).append('\n'));
    } catch (CorefileException e) {
      text.append("error: ").append(e.getMessage()).append('\n');
    }
    return text.toString();
  }

  private static String describe(Token token) {
    String file = token.position().file();
    String where =
        file.equals("in.Corefile") ? "" : file.substring(file.lastIndexOf('/') + 1) + ":";
    return where + token.position().line() + "=" + GoSyntax.quote(token.text());
  }

  /// The real file system below a folder that the Corefile sees as `/DIR`.
  private record FolderFiles(Path folder, LocalFiles real) implements SourceFiles {

    FolderFiles(Path folder) {
      this(folder, new LocalFiles());
    }

    private String inside(String path) {
      return folder + (path.startsWith("/DIR") ? path.substring("/DIR".length()) : "/" + path);
    }

    @Override
    public Kind kind(String path) {
      return real.kind(inside(path));
    }

    @Override
    public byte[] read(String path) throws IOException {
      return real.read(inside(path));
    }

    @Override
    public List<String> names(String directory) {
      return real.names(inside(directory));
    }

    @Override
    public String absolute(String path) {
      return path.startsWith("/") ? path : "/DIR/" + path;
    }
  }
}
