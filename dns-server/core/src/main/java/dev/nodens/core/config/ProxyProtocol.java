package dev.nodens.core.config;

import dev.nodens.corefile.Cidr;
import java.time.Duration;
import java.util.List;

/// Who may say before a query whose it is, in the words of the PROXY protocol.
///
/// @param allowed peers whose word counts; empty: see `others`
/// @param others what happens with the word of other peers, or of all if `allowed` is empty
/// @param sessions how long the word of a UDP peer counts for datagrams without one; 0 for not at
///   all
/// @param mostSessions most UDP peers that are remembered, 1 and up
/// @param keepsTlvs whether what peers say besides is kept with the query
public record ProxyProtocol(
    List<Cidr> allowed, Policy others, Duration sessions, int mostSessions, boolean keepsTlvs) {

  public ProxyProtocol {
    allowed = List.copyOf(allowed);
  }

  /// What happens with a peer's word.
  public enum Policy {
    /// It counts.
    USE,
    /// It is read and forgotten.
    IGNORE,
    /// The query is thrown away.
    REJECT,
    /// It is not looked for.
    SKIP
  }

  /// What happens with the word of the peer whose address are the first `length` octets.
  public Policy policy(byte[] address, int length) {
    for (Cidr range : allowed) {
      if (range.contains(address, 0, length)) {
        return Policy.USE;
      }
    }
    return others;
  }
}
