package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the operator observed. Times are RFC 3339 in UTC with seconds.
///
/// @param observedGeneration generation of the spec that this is about
/// @param conditions one per type
/// @param clusterDomain DNS domain that is served
/// @param clusterIPs addresses of the live Service
/// @param revision revision that the workload declares
/// @param lastGoodRevision revision that every node was last proven to serve
/// @param rollout the roll that is under way, or the last one
/// @param source the ConfigMap that `spec.corefileFrom` names
/// @param adoption the DNS that was there before
/// @param rolloutStartedAt when the rollout that is under way began, RFC 3339
/// @param history revisions that still exist, newest first
/// @param nodes counts of nodes
/// @param nodeProblems up to 20 nodes that need attention
/// @param drift differences between declared and live objects
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterDNSStatus(
    @Nullable Long observedGeneration,
    List<Condition> conditions,
    @Nullable String clusterDomain,
    List<String> clusterIPs,
    @Nullable Revision revision,
    @Nullable Revision lastGoodRevision,
    @Nullable RolloutStatus rollout,
    @Nullable SourceStatus source,
    @Nullable AdoptionStatus adoption,
    @Nullable String rolloutStartedAt,
    List<Revision> history,
    @Nullable NodeCounts nodes,
    List<NodeProblem> nodeProblems,
    @Nullable Drift drift) {

  public ClusterDNSStatus {
    conditions = Defaults.copy(conditions, List.of());
    clusterIPs = Defaults.copy(clusterIPs, List.of());
    history = Defaults.copy(history, List.of());
    nodeProblems = Defaults.copy(nodeProblems, List.of());
  }

  /// The status of an object that nobody looked at yet.
  public static ClusterDNSStatus empty() {
    return new ClusterDNSStatus(
        null, List.of(), null, List.of(), null, null, null, null, null, null, List.of(), null,
        List.of(), null);
  }

  /// The condition of a type, if it was ever set.
  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /// One revision of the configuration.
  ///
  /// @param name name of its ConfigMap
  /// @param number counts up from 1
  /// @param hash lower-case hex SHA-256 of the Corefile
  /// @param createdAt when the ConfigMap was created
  /// @param outcome what became of it
  /// @param author field manager whose change made it
  /// @param source where its configuration came from
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Revision(
      String name,
      Long number,
      String hash,
      @Nullable String createdAt,
      @Nullable Outcome outcome,
      @Nullable String author,
      @Nullable Origin source) {}

  /// What became of a revision.
  public enum Outcome {
    /// The workload declares it.
    @JsonProperty("Active")
    ACTIVE,
    /// Every node was proven to serve it; another one came after it.
    @JsonProperty("Succeeded")
    SUCCEEDED,
    /// Its roll failed.
    @JsonProperty("RolledBack")
    ROLLED_BACK,
    /// Another one came before it was proven.
    @JsonProperty("Superseded")
    SUPERSEDED
  }

  /// Where a configuration came from.
  public enum Origin {
    /// `spec.config`.
    @JsonProperty("Config")
    CONFIG,
    /// `spec.corefile`.
    @JsonProperty("Corefile")
    COREFILE,
    /// `spec.corefileFrom`.
    @JsonProperty("CorefileFrom")
    COREFILE_FROM,
    /// `spec.rollbackTo`.
    @JsonProperty("Rollback")
    ROLLBACK
  }

  /// Counts of nodes.
  ///
  /// @param summary updated and ready ones of the desired ones, as text
  /// @param desired nodes that shall have a pod
  /// @param updated nodes whose pod has the current template
  /// @param ready nodes whose pod is ready
  /// @param available nodes whose pod has been ready for the minimum time
  /// @param serving pods that answered with the current hash
  /// @param servingOther pods that answered with another hash
  /// @param unverified ready pods that could not be asked
  public record NodeCounts(
      String summary,
      Integer desired,
      Integer updated,
      Integer ready,
      Integer available,
      Integer serving,
      Integer servingOther,
      Integer unverified) {}

  /// A node that needs attention.
  ///
  /// @param node its name
  /// @param pod its DNS pod, if it has one
  /// @param reason NotReady, OldRevision, ServesOther or Unverifiable
  /// @param message what was seen
  /// @param since when it was first seen, RFC 3339
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NodeProblem(
      String node, @Nullable String pod, String reason, String message, @Nullable String since) {}
}
