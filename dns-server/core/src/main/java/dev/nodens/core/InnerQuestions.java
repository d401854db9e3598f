package dev.nodens.core;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.WireName;

/// Questions that a handler asks while it serves a query: to the same server, or to the handlers
/// behind it. Each is an exchange of its own of the same loop and the same client.
final class InnerQuestions {
  private static final int MOST_DEPTH = 10;

  private InnerQuestions() {}

  /// See [Exchange#ask].
  static boolean ask(Exchange outer, byte[] name, int type, ReplySink replyTo) {
    if (outer.depth >= MOST_DEPTH) {
      return false;
    }
    Exchange inner = outer.pool.acquire();
    int length = WireName.length(name, 0);
    byte[] buffer = inner.requestBuffer(Header.LENGTH + length + 4);
    MessageWriter question = inner.reply();
    int kept = outer.query().flags() & (Header.RD | Header.CD);
    question.startQuestion(0, kept, name, type, RrClass.IN);
    System.arraycopy(question.buffer(), 0, buffer, 0, question.length());
    begin(inner, outer, question.length(), replyTo);
    inner.span(outer.span());
    outer.server().handle(inner);
    return true;
  }

  /// See [Exchange#askRest(byte[],int,ReplySink)].
  static void askRest(Exchange outer, byte[] octets, int length, ReplySink replyTo) {
    Exchange inner = outer.pool.acquire();
    System.arraycopy(octets, 0, inner.requestBuffer(length), 0, length);
    begin(inner, outer, length, replyTo);
    inner.parse(outer.server());
    inner.serveBehind(outer);
  }

  private static void begin(Exchange inner, Exchange outer, int length, ReplySink replyTo) {
    inner.begin(length, Transport.INTERNAL, replyTo, null, outer.loop().nanoTime());
    inner.client(outer.clientAddress(), 0, outer.clientAddressLength(), outer.clientPort());
    inner.local(outer.localAddress(), 0, outer.localAddressLength(), outer.localPort());
    inner.depth = outer.depth + 1;
  }
}
