package dev.nodens.plugin.dnstap;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.core.output.LineBuilder;
import dev.nodens.wire.Query;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The field `extra`: text in which `{/plugin/label}` stands for what a plugin knows of the query,
/// and `{name}`, `{type}` and so on for the query itself, as in `log`. Fields of the reply are `-`.
final class ExtraText {
  private static final Pattern FIELD = Pattern.compile("\\{(/[^{}]*|>?[a-z]+)}");
  private static final int LEAST_SIZE = 512;

  private final String format;
  private final Metadata metadata;

  ExtraText(String format, Metadata metadata) {
    this.format = format;
    this.metadata = metadata;
  }

  /// The text for `exchange`, in UTF-8; empty if there is no format.
  byte[] of(Exchange exchange) {
    if (format.isEmpty()) {
      return new byte[0];
    }
    var line = new LineBuilder();
    Matcher field = FIELD.matcher(format);
    int at = 0;
    while (field.find()) {
      line.text(format.substring(at, field.start()));
      append(line, field.group(1), exchange);
      at = field.end();
    }
    line.text(format.substring(at));
    return Arrays.copyOf(line.octets(), line.length());
  }

  private void append(LineBuilder line, String field, Exchange exchange) {
    Query query = exchange.query();
    switch (field) {
      case "type" -> line.text(RrType.toText(query.qtype()));
      case "name" -> line.name(query.qname());
      case "class" -> line.text(RrClass.toText(query.qclass()));
      case "proto" -> line.text(exchange.transport().protocol());
      case "size" -> line.number(query.length());
      case "remote" -> line.address(exchange.clientAddress(), exchange.clientAddressLength());
      case "port" -> line.number(exchange.clientPort());
      case "local" -> line.address(exchange.localAddress(), exchange.localAddressLength());
      case ">id" -> line.number(query.id());
      case ">opcode" -> line.number(query.opcode());
      case ">do" -> line.text(Boolean.toString(query.dnssecOk()));
      case ">bufsize" -> line.number(bufferSize(exchange));
      case "rcode", "rsize", "duration", ">rflags" -> line.ascii('-');
      default -> {
        String value = field.startsWith("/") ? metadata.value(exchange, field.substring(1)) : "";
        line.text(!value.isEmpty() ? value : field.startsWith("/") ? "-" : "{" + field + "}");
      }
    }
  }

  private static int bufferSize(Exchange exchange) {
    boolean stream = exchange.transport().protocol().equals("tcp");
    return stream ? 0xffff : Math.max(LEAST_SIZE, exchange.query().udpSize());
  }
}
