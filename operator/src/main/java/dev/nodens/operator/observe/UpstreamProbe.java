package dev.nodens.operator.observe;

import java.util.Collection;
import java.util.Map;

/// Asks pods for something outside the cluster, which they have to forward to their upstreams: the
/// name servers of the root, which every resolver knows.
public interface UpstreamProbe {
  /// Asks all of them at once. Blocks until every one has answered or the time is over.
  ///
  /// @param addresses IP addresses of pods
  /// @return what is known of each
  Map<String, Reach> ask(Collection<String> addresses);

  /// What an answer says about the upstreams.
  enum Reach {
    /// One of them has answered, be it by a refusal.
    REACHED,
    /// SERVFAIL: none of them answers, or none can.
    FAILED,
    /// The pod itself did not answer.
    UNKNOWN
  }
}
