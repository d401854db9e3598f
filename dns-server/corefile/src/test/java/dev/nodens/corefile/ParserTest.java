package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParserTest {

  @Test
  void namesAnUnknownDirectiveAndTheKnownOnes() {
    Parser parser =
        new Parser(
            MemoryFiles.none(),
            Environment.empty(),
            new LinkedHashSet<>(List.of("errors", "log", "cache")));

    assertThatThrownBy(() -> parser.parse("Corefile", ". {\n errors\n whomai\n}"))
        .hasMessage(
            "Corefile:3 - Error during parsing: Unknown directive 'whomai';"
                + " known are errors, log, cache");
  }

  @Test
  void hashesTheMainFileAndEachImportOnce() {
    MemoryFiles files = new MemoryFiles(Map.of("/b", "errors\n", "/a", "log\nimport b\n"));
    String text = ". {\n import a\n import b\n}\n";

    Corefile corefile =
        new Parser(files, Environment.empty(), new LinkedHashSet<>()).parse("/Corefile", text);

    assertThat(corefile.sources())
        .extracting(SourceFile::path)
        .containsExactly("/Corefile", "/a", "/b");
    // printf '. {\n import a\n import b\n}\nlog\nimport b\nerrors\n' | sha256sum
    assertThat(corefile.sha256())
        .isEqualTo("a8a677efa17fac8ec5202a40de11babb68f9abeba8366aa365cfa243fdd4d68f");
  }

  @Test
  void hashesBytesAsTheyAre() {
    // printf '' | sha256sum
    assertThat(Parser.ofText().parse("Corefile", "").sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void readsRealFilesRelativeToTheImportingOne(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("custom"));
    Files.writeString(folder.resolve("Corefile"), ". {\n import custom/*.override\n}\n");
    Files.writeString(folder.resolve("custom/b.override"), "log b\n");
    Files.writeString(folder.resolve("custom/a.override"), "log a\n");

    Corefile corefile =
        new Parser(new LocalFiles(), Environment.empty(), new LinkedHashSet<>())
            .parse(folder.resolve("Corefile").toString());

    assertThat(corefile.blocks().getFirst().tokens("log"))
        .extracting(Token::text)
        .containsExactly("log", "a", "log", "b");
    assertThat(corefile.sources()).hasSize(3);
  }

  @Test
  void saysThatTheMainFileIsMissing(@TempDir Path folder) {
    String path = folder.resolve("nope").toString();
    Parser parser = new Parser(new LocalFiles(), Environment.empty(), new LinkedHashSet<>());

    assertThatThrownBy(() -> parser.parse(path))
        .isInstanceOf(CorefileException.class)
        .hasMessage(path + ":0 - open " + path + ": no such file or directory");
  }

  @Test
  void endsSnippetBombs() {
    String bomb = "(a) {\n" + "log\n".repeat(2000) + "}\n. {\n" + "import a\n".repeat(9000) + "}\n";

    assertThatThrownBy(() -> Parser.ofText().parse("Corefile", bomb))
        .hasMessageContaining("imports expand to more than 4000000 words");
  }

  @Test
  void endsImportsThatMultiply() {
    MemoryFiles files = new MemoryFiles(Map.of("/a", "import a\nimport a\n"));

    assertThatThrownBy(() ->
            new Parser(files, Environment.empty(), new LinkedHashSet<>())
                .parse("/Corefile", "import a"))
        .hasMessage("/a:1 - Error during parsing: maximum file import depth (10000) exceeded");
  }

  @Test
  void endsVariablesThatReferToEachOther() {
    Parser parser =
        new Parser(
            MemoryFiles.none(),
            Environment.of(Map.of("A", "{$B}{$B}", "B", "{$A}")),
            new LinkedHashSet<>());

    assertThatThrownBy(() -> parser.parse("Corefile", "{$A} {\n}"))
        .hasMessage(
            "Corefile:1 - Error during parsing:"
                + " environment variables refer to each other without end in '{$A}'");
  }

  @Test
  void warnsOfABlockWithoutAKey() {
    assertThat(Parser.ofText().parse("Corefile", ". {\n}\n{\n log\n}\n").warnings())
        .containsExactly("Corefile:3 - a server block without a key is never served");
  }
}
