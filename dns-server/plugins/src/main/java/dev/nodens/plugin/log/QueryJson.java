package dev.nodens.plugin.log;

import dev.nodens.core.Exchange;
import dev.nodens.core.output.JsonLine;
import dev.nodens.core.output.LineBuilder;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.time.Instant;
import java.util.Arrays;

/// A query and its reply as a JSON line, for `-log-format json`. One per event loop.
final class QueryJson {
  private final JsonLine json = new JsonLine();
  private final LineBuilder name = new LineBuilder();

  /// @param message what the format of the directive makes of the query
  LineBuilder of(
      Instant time, LineBuilder message, Exchange exchange, ReplyView reply, long nanos) {
    Query query = exchange.query();
    byte[] client = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
    json.begin(time, "INFO", message.octets(), message.length())
        .text("plugin", "log")
        .text("client_ip", IpLiteral.text(client))
        .number("client_port", exchange.clientPort())
        .text("qname", name.clear().name(query.qname()))
        .text("qtype", RrType.toText(query.qtype()))
        .text("qclass", RrClass.toText(query.qclass()))
        .text("protocol", exchange.transport().protocol())
        .number("id", query.id())
        .number("opcode", query.opcode())
        .number("request_size", query.length())
        .flag("dnssec_ok", query.dnssecOk())
        .number("bufsize", LogHandler.bufferSize(exchange));
    if (reply.sent()) {
      json.text("rcode", Rcode.toText(reply.rcode()));
    } else {
      json.none("rcode");
    }
    return json.number("response_size", reply.size()).seconds("duration_seconds", nanos).end();
  }
}
