package dev.nodens.operator.plan;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.CorefileFrom;
import dev.nodens.crd.DnsConfig;
import dev.nodens.operator.corefile.CorefileRenderer;
import dev.nodens.operator.plan.InvalidDeclaration.Reason;
import java.util.Objects;

/// Finds the configuration that a declaration means: rendered, given, or kept by somebody else.
final class Configurations {
  private Configurations() {}

  static ConfigText of(ClusterDNSSpec spec, ClusterFacts facts) throws InvalidDeclaration {
    if (spec.corefileFrom() != null) {
      return followed(
          spec.corefileFrom(), Objects.requireNonNull(facts.source(), "read for corefileFrom"));
    }
    if (spec.corefile() != null) {
      return ConfigText.of(spec.corefile());
    }
    DnsConfig config = spec.config() == null ? DnsConfig.DEFAULT : spec.config();
    return ConfigText.of(CorefileRenderer.render(config, spec.nodeHosts(), spec.clusterDomain()));
  }

  /// With an expected hash the text of that hash is served, wherever it is; what else the source
  /// holds is not.
  private static ConfigText followed(CorefileFrom from, SourceFacts source)
      throws InvalidDeclaration {
    ConfigText text = source.text();
    if (text == null) {
      throw new InvalidDeclaration(
          Reason.REFERENCE_NOT_FOUND,
          "%s, which spec.corefileFrom names, %s".formatted(source.object(), source.missing()));
    }
    String expected = from.expectedHash();
    if (expected == null || expected.equals(text.hash())) {
      return text;
    }
    if (source.kept() != null) {
      return source.kept();
    }
    throw new InvalidDeclaration(
        Reason.SOURCE_CHANGED,
        "%s has the hash %s%s, but spec.corefileFrom.expectedHash is %s; bring that text there, or set the field to the hash of the text that shall be served"
            .formatted(
                source.object(),
                text.hash(),
                source.author() == null ? "" : ", last written by " + source.author(),
                expected));
  }
}
