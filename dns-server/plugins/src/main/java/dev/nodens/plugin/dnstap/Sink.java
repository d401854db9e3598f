package dev.nodens.plugin.dnstap;

/// Where the messages of one tap go. [#offer] is called on event loops, the rest on other threads.
interface Sink {
  /// Takes a message, or loses it. Never blocks.
  void offer(byte[] message);

  /// Begins; does not wait.
  void start();

  /// Ends, after what was taken so far is sent.
  void stop();
}
