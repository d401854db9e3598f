package dev.nodens.operator.validate;

import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.Parser;
import dev.nodens.operator.Names;
import dev.nodens.operator.corefile.MountedFiles;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.validate.Judgement.Problem;
import dev.nodens.plugin.Plugins;
import java.util.List;
import java.util.Optional;

/// Judges a Corefile before anything is written: the server's own parsers first, then whether the
/// pod that the operator makes can serve it. Pure; any thread.
public final class StaticChecks {
  /// What fits into a ConfigMap beside its metadata: the API server takes 1 MiB in all.
  static final int LARGEST = 1_000_000;

  private static final int DNS_PORT = 53;
  private static final String UNKNOWN = "Unknown directive ";

  private StaticChecks() {}

  /// The verdict on a configuration.
  ///
  /// @param around where it is going to be served
  public static Judgement judge(ConfigText text, Surroundings around) {
    Optional<String> nul = nul(Names.COREFILE, text.corefile());
    for (var file : text.files().entrySet()) {
      nul = nul.or(() -> nul(Names.CUSTOM_DIRECTORY + "/" + file.getKey(), file.getValue()));
    }
    if (nul.isPresent()) {
      return refused(nul.get());
    }
    if (text.size() > LARGEST) {
      return refused(
          "%s - the configuration has %d bytes, but a ConfigMap takes %d; split the zones between several ClusterDNS objects, or forward to a server that knows them"
              .formatted(Names.COREFILE, text.size(), LARGEST));
    }
    Configuration configuration;
    try {
      configuration = parse(text);
    } catch (CorefileException e) {
      return new Judgement(
          List.of(new Problem(e.reason().contains(UNKNOWN), String.valueOf(e.getMessage()))),
          List.of(),
          Optional.empty());
    }
    var findings = new Findings();
    EndpointChecks.check(configuration, findings);
    ZoneChecks.check(configuration, around, findings);
    FileChecks.check(configuration, text, around, findings);
    LoopChecks.check(configuration, around, findings);
    findings.warnings().addAll(0, configuration.warnings());
    return new Judgement(findings.problems(), findings.warnings(), Optional.of(configuration));
  }

  private static Judgement refused(String text) {
    return new Judgement(List.of(new Problem(false, text)), List.of(), Optional.empty());
  }

  private static Optional<String> nul(String file, String text) {
    int at = text.indexOf('\0');
    if (at < 0) {
      return Optional.empty();
    }
    long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    return Optional.of(
        "%s:%d - the text has a NUL byte, so it is no Corefile; declare it as UTF-8 text"
            .formatted(file, line));
  }

  /// What a configuration says; empty when it cannot be parsed.
  public static Optional<Configuration> read(ConfigText text) {
    try {
      return Optional.of(parse(text));
    } catch (CorefileException e) {
      return Optional.empty();
    }
  }

  /// Reads a configuration as the server in the pod would.
  private static Configuration parse(ConfigText text) {
    var files = MountedFiles.custom(text.files());
    var parser = new Parser(files, Environment.empty(), Plugins.names());
    return Configuration.parse(
        parser.parse(Names.COREFILE, text.corefile()), Plugins.ORDER, DNS_PORT);
  }
}
