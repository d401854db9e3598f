package dev.nodens.operator.observe;

import java.util.Collection;
import java.util.Set;

/// Asks pods for something outside the cluster, which they have to forward to their upstreams: the
/// name servers of the root, which every resolver knows.
public interface UpstreamProbe {
  /// Asks all of them at once. Blocks until every one has answered or the time is over.
  ///
  /// @param addresses IP addresses of pods
  /// @return those that came back with an answer of an upstream, be it a refusal
  Set<String> reached(Collection<String> addresses);
}
