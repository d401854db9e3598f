package dev.nodens.operator.observe;

import java.util.List;

/// Asks one pod questions over DNS.
@FunctionalInterface
public interface Prober {
  /// Asks all questions, over UDP and over TCP each. Blocks until all are answered or the time is
  /// over, a few seconds at most.
  ///
  /// @param address IP address of the pod
  /// @return one result for each question and transport, in the order of the questions
  List<Result> ask(String address, List<Probe> questions);

  /// How a question travels.
  enum Transport {
    UDP,
    TCP
  }

  /// What came of one question over one transport.
  record Result(Probe probe, Transport transport, Reply reply) {}

  /// What came back.
  sealed interface Reply {
    /// A DNS message.
    ///
    /// @param rcode its response code
    /// @param data the answer records of the type that was asked for, in presentation form:
    ///   addresses, names with the final dot, the first string of a TXT record; other types as
    ///   their number of octets
    record Answer(int rcode, List<String> data) implements Reply {
      public Answer {
        data = List.copyOf(data);
      }
    }

    /// Nothing, or nothing that can be read.
    ///
    /// @param reason in a few words
    record Silent(String reason) implements Reply {}
  }
}
