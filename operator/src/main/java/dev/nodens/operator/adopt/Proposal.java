package dev.nodens.operator.adopt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.validate.CorefileCheck;
import dev.nodens.operator.validate.Judgement;
import dev.nodens.operator.validate.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A declaration with the configuration that a foreign DNS runs with, for people to review and
/// apply.
///
/// @param corefile the text that it declares
/// @param notes what to know before applying it, one sentence each
/// @param yaml the whole declaration, its notes as comments
record Proposal(String corefile, List<String> notes, String yaml) {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES));

  Proposal {
    notes = List.copyOf(notes);
  }

  static Proposal of(
      String name,
      ClusterDNSSpec spec,
      ForeignWorkload workload,
      LiveConfiguration live,
      CorefileCheck check) {
    String corefile =
        live.corefile().lines().map(Proposal::tidy).collect(Collectors.joining("\n", "", "\n"));
    List<String> notes = new ArrayList<>(live.notes());
    var around =
        new Surroundings(
            spec.clusterDomain(),
            List.of(),
            live.readsNodeHosts() ? Set.of(LiveConfiguration.NODE_HOSTS) : Set.of());
    Judgement judgement = check.judge(ConfigText.of(corefile), around);
    notes.addAll(judgement.warnings());
    if (!judgement.accepted()) {
      notes.add("Nodens does not accept this Corefile as it is: " + judgement.refusal() + ".");
    }
    return new Proposal(corefile, notes, write(name, spec, workload, live, corefile, notes));
  }

  /// Tabs in front and blanks at the end would make YAML write the text as one quoted line.
  private static String tidy(String line) {
    int tabs = 0;
    while (tabs < line.length() && line.charAt(tabs) == '\t') {
      tabs++;
    }
    return "    ".repeat(tabs) + line.substring(tabs).stripTrailing();
  }

  private static String write(
      String name,
      ClusterDNSSpec spec,
      ForeignWorkload workload,
      LiveConfiguration live,
      String corefile,
      List<String> notes) {
    var text = new StringBuilder();
    text.append("# Proposed by the Nodens operator and used by nobody before you apply it.\n");
    text.append(
        "# The Corefile is the one that %s (%s) runs with, read from %s.\n"
            .formatted(workload, workload.owner(), live.source()));
    notes.forEach(
        note -> note.lines().forEach(line -> text.append("# ! ").append(line).append('\n')));
    ObjectNode declaration = YAML.createObjectNode();
    declaration.put("apiVersion", "nodens.dev/v1alpha1").put("kind", "ClusterDNS");
    declaration.putObject("metadata").put("name", name);
    declaration.set("spec", spec(spec, live.readsNodeHosts(), corefile));
    try {
      return text.append(YAML.writeValueAsString(declaration)).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers", e);
    }
  }

  /// What is declared today, without what is the default anyway, and with the other configuration.
  private static ObjectNode spec(ClusterDNSSpec today, boolean nodeHosts, String corefile) {
    ObjectNode defaults = YAML.valueToTree(ClusterDNSSpec.defaults());
    ObjectNode spec = YAML.createObjectNode();
    spec.put("corefile", corefile);
    ObjectNode declared = YAML.valueToTree(today);
    for (var field : declared.properties()) {
      JsonNode usual = defaults.path(field.getKey());
      switch (field.getKey()) {
        case "corefile", "config", "corefileFrom", "rollbackTo" -> {}
        default -> {
          if (!field.getValue().equals(usual)) {
            spec.set(field.getKey(), field.getValue());
          }
        }
      }
    }
    if (nodeHosts) {
      spec.withObjectProperty("nodeHosts").put("enabled", true);
    }
    return spec;
  }
}
