package dev.nodens.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.Parser;
import dev.nodens.corefile.SourceFile;
import dev.nodens.operator.Names;
import dev.nodens.operator.corefile.MountedFiles;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A configuration as pods find it: the Corefile and the files that it imports.
///
/// @param corefile text of `/etc/coredns/Corefile`
/// @param files texts of the files in `/etc/coredns/custom` that it imports, by name
/// @param hash lower-case hex SHA-256 of the Corefile and then of each imported file in the order
///   of import, which is what the server answers
public record ConfigText(String corefile, SortedMap<String, String> files, String hash) {

  public ConfigText {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /// A Corefile that stands alone.
  public static ConfigText of(String corefile) {
    return of(corefile, Map.of());
  }

  /// Brings the texts to the form in which they are served, and leaves out the files that the
  /// Corefile does not import. A Corefile that cannot be parsed keeps all of them; the check
  /// refuses it.
  ///
  /// @param files texts of the files in `/etc/coredns/custom`, by name
  @JsonCreator
  public static ConfigText of(
      @JsonProperty("corefile") String corefile,
      @JsonProperty("files") @Nullable Map<String, String> files) {
    String text = Canonical.text(corefile);
    SortedMap<String, String> given = new TreeMap<>();
    Objects.requireNonNullElse(files, Map.<String, String>of())
        .forEach((name, content) -> given.put(name, Canonical.text(content)));
    if (given.isEmpty()) {
      return new ConfigText(text, given, Canonical.hash(text));
    }
    try {
      var parser =
          new Parser(MountedFiles.custom(given), Environment.empty(), new LinkedHashSet<>());
      Corefile parsed = parser.parse(Names.COREFILE, text);
      return new ConfigText(text, imported(parsed), parsed.sha256());
    } catch (CorefileException e) {
      return new ConfigText(text, given, Canonical.hash(text + String.join("", given.values())));
    }
  }

  private static SortedMap<String, String> imported(Corefile parsed) {
    String below = Names.CUSTOM_DIRECTORY + "/";
    SortedMap<String, String> files = new TreeMap<>();
    for (SourceFile source : parsed.sources()) {
      if (source.path().startsWith(below)) {
        files.put(source.path().substring(below.length()), new String(source.bytes(), UTF_8));
      }
    }
    return files;
  }

  /// How many bytes of a ConfigMap it takes.
  public int size() {
    int size = corefile.getBytes(UTF_8).length;
    for (String file : files.values()) {
      size += file.getBytes(UTF_8).length;
    }
    return size;
  }
}
