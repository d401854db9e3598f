package dev.nodens.operator.adopt;

import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.Parser;
import dev.nodens.operator.Names;
import dev.nodens.operator.adopt.NamedFiles.NamedFile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The configuration that a foreign CoreDNS runs with.
///
/// @param source the ConfigMap it comes from, such as `ConfigMap kube-system/coredns`
/// @param corefile the text in one piece, imported files put in
/// @param readsNodeHosts whether it answers names of nodes from a file that Nodens writes itself
/// @param notes what people have to know, one sentence each
record LiveConfiguration(
    String source, String corefile, boolean readsNodeHosts, List<String> notes) {

  private static final Pattern IMPORT = Pattern.compile("^(\\s*)import\\s+(\\S+)\\s*$");
  static final String NODE_HOSTS = Names.CONFIG_DIRECTORY + "/" + Names.NODE_HOSTS;

  LiveConfiguration {
    notes = List.copyOf(notes);
  }

  /// What a workload runs with; empty if its Corefile is in no ConfigMap.
  static Optional<LiveConfiguration> of(ForeignWorkload workload, Neighbourhood.Lookup configMaps) {
    PodSpec pod = workload.template().getSpec();
    if (pod == null || pod.getContainers().isEmpty()) {
      return Optional.empty();
    }
    for (Container container : pod.getContainers()) {
      ContainerFiles files = ContainerFiles.of(pod, container, configMaps);
      String path = path(container);
      String text = files.texts().get(path);
      if (text != null) {
        return Optional.of(read(workload, path, text, files));
      }
    }
    return Optional.empty();
  }

  /// The value of `-conf`; without it CoreDNS reads `Corefile` of its working directory.
  private static String path(Container container) {
    List<String> words =
        Stream.concat(
                Objects.requireNonNullElse(container.getCommand(), List.<String>of()).stream(),
                Objects.requireNonNullElse(container.getArgs(), List.<String>of()).stream())
            .toList();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).replaceFirst("^--", "-");
      if (word.equals("-conf") && i + 1 < words.size()) {
        return words.get(i + 1);
      }
      if (word.startsWith("-conf=")) {
        return word.substring("-conf=".length());
      }
    }
    String directory = Objects.requireNonNullElse(container.getWorkingDir(), "");
    return directory.replaceAll("/+$", "") + "/" + Names.COREFILE;
  }

  private static LiveConfiguration read(
      ForeignWorkload workload, String path, String text, ContainerFiles files) {
    String source = String.valueOf(files.sources().get(path));
    List<String> notes = new ArrayList<>();
    String whole = withImports(text, path, files, notes);
    boolean nodeHosts = false;
    try {
      var parser = new Parser(MemoryFiles.none(), Environment.empty(), new LinkedHashSet<>());
      Corefile parsed = parser.parse(Names.COREFILE, whole);
      for (NamedFile file : NamedFiles.in(parsed)) {
        nodeHosts |= file.path().equals(NODE_HOSTS);
        note(workload, source, file, files).ifPresent(notes::add);
      }
    } catch (CorefileException e) {
      notes.add(source + " cannot be read as a Corefile: " + e.getMessage() + ".");
    }
    return new LiveConfiguration(source, whole, nodeHosts, notes);
  }

  private static Optional<String> note(
      ForeignWorkload workload, String source, NamedFile file, ContainerFiles files) {
    if (!files.mayHold(file.path())) {
      return Optional.of(
          "The Corefile of %s names %s (%s, line %d), but %s mounts no such file%s."
              .formatted(
                  source,
                  file.path(),
                  file.directive(),
                  file.line(),
                  workload,
                  file.directive().equals("hosts")
                      ? ": CoreDNS says nothing and answers none of its names"
                      : ""));
    }
    return file.path().equals(NODE_HOSTS)
        ? Optional.empty()
        : Optional.of(
            "The Corefile names %s (%s, line %d), which the pods of Nodens do not have."
                .formatted(file.path(), file.directive(), file.line()));
  }

  /// The pods of Nodens have no files to import, so their content takes the place of the directive.
  private static String withImports(
      String text, String path, ContainerFiles files, List<String> notes) {
    var whole = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher directive = IMPORT.matcher(line);
      if (!directive.matches() || isSnippet(text, directive.group(2))) {
        whole.append(line).append('\n');
        continue;
      }
      String indent = directive.group(1);
      List<String> found = matches(directive.group(2), path, files);
      whole.append(indent).append("# was: ").append(line.strip()).append('\n');
      for (String file : found) {
        String content = String.valueOf(files.texts().get(file));
        content.lines().forEach(put -> whole.append(indent).append(put).append('\n'));
      }
      if (found.isEmpty()) {
        notes.add(
            "`%s` of the Corefile finds no file today and was left out.".formatted(line.strip()));
      }
    }
    return whole.toString();
  }

  private static boolean isSnippet(String text, String name) {
    return text.lines().anyMatch(line -> line.strip().startsWith("(" + name + ")"));
  }

  private static List<String> matches(String pattern, String path, ContainerFiles files) {
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    String absolute = pattern.startsWith("/") ? pattern : directory + pattern;
    String expression =
        absolute
            .chars()
            .mapToObj(c ->
                switch (c) {
                  case '*' -> "[^/]*";
                  case '?' -> "[^/]";
                  default -> Pattern.quote(Character.toString(c));
                })
            .collect(Collectors.joining());
    Pattern wanted = Pattern.compile(expression);
    return files.texts().keySet().stream().filter(file -> wanted.matcher(file).matches()).toList();
  }
}
