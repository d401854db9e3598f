package dev.nodens.operator.observe;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/// Asks pods which configuration they serve, by the query `revision.nodens. CH TXT`.
public interface RevisionProbe {
  /// Asks all of them at once. Blocks until every one has answered or the time is over.
  ///
  /// @param addresses IP addresses of pods
  /// @return an answer for every address
  Map<String, Answer> ask(Collection<String> addresses);

  /// Asks pods for something outside the cluster. Unless it is overridden, nothing is known.
  default UpstreamProbe upstreams() {
    return addresses -> Map.of();
  }

  /// What asks single pods other questions. Unless it is overridden, every pod is silent.
  default Prober prober() {
    return (address, questions) ->
        questions.stream()
            .flatMap(question ->
                Stream.of(Prober.Transport.values())
                    .map(transport ->
                        new Prober.Result(
                            question, transport, new Prober.Reply.Silent("nobody can ask pods"))))
            .toList();
  }

  /// What came back.
  sealed interface Answer {}

  /// The pod serves the configuration of this hash.
  ///
  /// @param hash lower-case hex SHA-256
  record Serves(String hash) implements Answer {}

  /// The pod did not say.
  ///
  /// @param reason in a few words, such as `no answer within 1 s`
  record Silent(String reason) implements Answer {}
}
