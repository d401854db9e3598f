package dev.nodens.core;

import dev.nodens.wire.MessageWriter;

/// Signs the messages of one reply. On the exchange's event loop.
public interface ReplySeal {
  /// Most octets that a signature takes.
  int length();

  /// Puts the signature behind `reply`, in which nothing else changes any more. Called once for
  /// each message of the reply.
  void seal(MessageWriter reply);
}
