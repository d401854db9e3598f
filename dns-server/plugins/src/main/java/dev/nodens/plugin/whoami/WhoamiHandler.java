package dev.nodens.plugin.whoami;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.nio.charset.StandardCharsets;

/// An empty answer; the client's address and port stand in the additional section.
final class WhoamiHandler implements Handler {
  private static final byte[] UDP = "\4_udp".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TCP = "\4_tcp".getBytes(StandardCharsets.US_ASCII);

  private final byte[][] ownerOfLoop;

  WhoamiHandler(int loops) {
    ownerOfLoop = new byte[loops][UDP.length + WireName.MAX_LENGTH];
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    int length = exchange.clientAddressLength();
    reply.beginAtQuestion(length == 4 ? RrType.A : RrType.AAAA, query.qclass(), 0);
    reply.data(exchange.clientAddress(), 0, length);
    reply.end(RecordCursor.ADDITIONAL);
    writePort(exchange, query, reply);
    return Outcome.ANSWERED;
  }

  /// An SRV record of `_udp.NAME`, unless that name is too long.
  private void writePort(Exchange exchange, Query query, MessageWriter reply) {
    byte[] protocol = exchange.transport().protocol().equals("udp") ? UDP : TCP;
    if (protocol.length + query.qnameLength() > WireName.MAX_LENGTH) {
      return;
    }
    byte[] owner = ownerOfLoop[exchange.loop().index()];
    System.arraycopy(protocol, 0, owner, 0, protocol.length);
    System.arraycopy(query.message(), Header.LENGTH, owner, protocol.length, query.qnameLength());
    reply.begin(owner, 0, RrType.SRV, query.qclass(), 0);
    reply.i32(0);
    reply.u16(exchange.clientPort());
    reply.u8(0);
    reply.end(RecordCursor.ADDITIONAL);
  }
}
