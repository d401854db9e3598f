package dev.nodens.golang.expr;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Query;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The functions that tell of a query, as `view` and `template` have them.
public final class QueryScope implements Scope.Values {
  private static final int LEAST_SIZE = 512;
  private static final int STREAM_SIZE = 65535;

  private final Exchange exchange;
  private final Metadata metadata;
  private final InstantSource clock;

  /// The values for the query of `exchange`.
  public QueryScope(Exchange exchange, Metadata metadata, InstantSource clock) {
    this.clock = clock;
    this.exchange = exchange;
    this.metadata = metadata;
  }

  /// The names and types of the functions.
  public static Scope scope() {
    return new Scope()
        .function("incidr", Type.BOOL, Type.STRING, Type.STRING)
        .function("metadata", Type.STRING, Type.STRING)
        .function("type", Type.STRING)
        .function("name", Type.STRING)
        .function("class", Type.STRING)
        .function("proto", Type.STRING)
        .function("size", Type.INT)
        .function("client_ip", Type.STRING)
        .function("port", Type.STRING)
        .function("id", Type.INT)
        .function("opcode", Type.INT)
        .function("do", Type.BOOL)
        .function("bufsize", Type.INT)
        .function("server_ip", Type.STRING)
        .function("server_port", Type.STRING);
  }

  @Override
  public @Nullable Object call(String function, List<@Nullable Object> arguments) {
    Query query = exchange.query();
    return switch (function) {
      case "incidr" -> isIn(Evaluator.text(arguments.get(0)), Evaluator.text(arguments.get(1)));
      case "metadata" -> metadata.value(exchange, Evaluator.text(arguments.getFirst()));
      case "type" -> RrType.toText(query.qtype());
      case "name" -> query.qnameText();
      case "class" -> RrClass.toText(query.qclass());
      case "proto" -> exchange.transport().protocol();
      case "size" -> (long) query.length();
      case "client_ip" -> address(exchange.clientAddress(), exchange.clientAddressLength());
      case "port" -> Integer.toString(exchange.clientPort());
      case "id" -> (long) query.id();
      case "opcode" -> (long) query.opcode();
      case "do" -> query.dnssecOk();
      case "bufsize" -> (long) bufferSize();
      case "server_ip" -> address(exchange.localAddress(), exchange.localAddressLength());
      case "server_port" -> Integer.toString(exchange.localPort());
      default -> throw new EvaluationException("unknown name " + function);
    };
  }

  @Override
  public @Nullable Object variable(String name) {
    throw new EvaluationException("unknown name " + name);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  private int bufferSize() {
    return exchange.transport().protocol().equals("tcp")
        ? STREAM_SIZE
        : Math.max(LEAST_SIZE, exchange.query().udpSize());
  }

  private static boolean isIn(String address, String range) {
    byte[] octets = IpLiteral.parse(address);
    if (octets == null) {
      throw new EvaluationException("first argument is not an IP address");
    }
    try {
      return Cidr.parse(range).contains(octets, 0, octets.length);
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }

  /// An address of 4 or 16 octets as text, IPv6 without brackets; empty if it is unknown.
  public static String address(byte[] octets, int length) {
    return length == 0 ? "" : IpLiteral.text(Arrays.copyOf(octets, length));
  }
}
