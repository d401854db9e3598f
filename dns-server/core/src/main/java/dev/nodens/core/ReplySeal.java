package dev.nodens.core;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import org.jspecify.annotations.Nullable;

/// Signs the messages of one reply. On the exchange's event loop.
public interface ReplySeal {
  /// Most octets that a signature takes.
  int length();

  /// Puts the signature behind `reply`, in which nothing else changes any more. Called once for
  /// each message of the reply.
  void seal(MessageWriter reply);

  /// The name of the key that the request was signed with rightly; null if it was not.
  default @Nullable Name signer() {
    return null;
  }
}
