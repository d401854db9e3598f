package dev.nodens.e2e.differential;

import java.io.IOException;

/// The real CoreDNS and the server under test, both answering.
record Servers(DnsProcess theirs, DnsProcess ours) implements AutoCloseable {

  /// Starts a server and does not wait for it.
  interface Start {
    DnsProcess now() throws IOException;
  }

  /// Starts both and returns when both answer.
  ///
  /// @throws IOException with the output of the one that does not
  static Servers start(Start theirs, Start ours) throws IOException {
    DnsProcess first = theirs.now();
    try {
      var both = new Servers(first, ours.now());
      try {
        both.theirs.awaitAnswer();
        both.ours.awaitAnswer();
        return both;
      } catch (IOException e) {
        both.ours.close();
        throw e;
      }
    } catch (IOException e) {
      first.close();
      throw e;
    }
  }

  @Override
  public void close() {
    ours.close();
    theirs.close();
  }
}
