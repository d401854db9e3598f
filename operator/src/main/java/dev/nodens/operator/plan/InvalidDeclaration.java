package dev.nodens.operator.plan;

import java.io.Serial;

/// A declaration that cannot be carried out. Nothing is written; the condition Accepted says why.
public final class InvalidDeclaration extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// @param reason reason of the condition
  /// @param message what is wrong and what to do next
  public InvalidDeclaration(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /// Reason of the condition Accepted.
  public Reason reason() {
    return reason;
  }

  /// Reasons of Accepted=False.
  public enum Reason {
    /// The definition in the cluster, the stored object and this operator are of different
    /// versions.
    SCHEMA_SKEW("SchemaSkew"),
    /// The Corefile, or a setting, does not pass the server's own parsers.
    INVALID_CONFIG("InvalidConfig"),
    /// The Corefile has a directive that the server does not know.
    UNKNOWN_PLUGIN("UnknownPlugin"),
    /// The revision that `spec.rollbackTo` names is not there.
    REVISION_NOT_FOUND("RevisionNotFound"),
    /// The declaration contradicts something that lives in the cluster.
    CONFLICT("Conflict"),
    /// The operator has no right to write into the namespace.
    NAMESPACE_NOT_MANAGED("NamespaceNotManaged"),
    /// A ConfigMap that the declaration refers to cannot be read.
    REFERENCE_NOT_FOUND("ReferenceNotFound"),
    /// The Corefile that somebody else keeps is not the expected one.
    SOURCE_CHANGED("SourceChanged"),
    /// The address of the Service cannot be worked out.
    CLUSTER_IP_UNKNOWN("ClusterIPUnknown");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /// The value as it stands in the condition.
    public String text() {
      return text;
    }
  }
}
