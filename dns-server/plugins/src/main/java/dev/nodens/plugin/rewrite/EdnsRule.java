package dev.nodens.plugin.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Exchange;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sets, adds, replaces or takes out an EDNS option of the query.
///
/// @param code of the option
/// @param revert whether the client gets to see its own option again
/// @param echo whether the reply to the client carries the option
record EdnsRule(boolean stop, Action action, int code, Value value, boolean revert, boolean echo)
    implements Rule {
  enum Action {
    /// Replaces the option, or adds it.
    SET,
    /// Adds it.
    APPEND,
    /// Replaces it if it is there.
    REPLACE,
    /// Takes it out.
    UNSET
  }

  /// What the option holds.
  sealed interface Value {
    /// Always the same.
    record Fixed(byte[] octets) implements Value {}

    /// Something of the query: `qname`, `client_ip`, ... or a metadata label.
    record Variable(String name) implements Value {}

    /// The client's network (RFC 7871 §6).
    ///
    /// @param bits4 prefix length of IPv4 clients
    /// @param bits6 prefix length of IPv6 clients
    record Subnet(int bits4, int bits6) implements Value {}
  }

  @Override
  public @Nullable Effect effect(Subject subject) {
    OptionList options = OptionList.of(subject.query());
    if (action == Action.UNSET) {
      return options.remove(code)
          ? Effect.request(RequestText.withOptions(subject.query(), options.octets()), List.of())
          : Effect.NONE;
    }
    byte[] octets = octets(subject);
    byte[] before = options.value(code);
    if (octets == null || !change(options, before != null, octets)) {
      return null;
    }
    boolean replaced = before != null && action != Action.APPEND;
    return Effect.request(
        RequestText.withOptions(subject.query(), options.octets()),
        revert ? List.of(new ReplyRule.Option(code, replaced ? before : null)) : List.of());
  }

  private boolean change(OptionList options, boolean present, byte[] octets) {
    if (present && action != Action.APPEND) {
      options.replace(code, octets);
      return true;
    }
    if (action == Action.REPLACE || present && !(value instanceof Value.Fixed)) {
      return false;
    }
    options.append(code, octets);
    return true;
  }

  private byte @Nullable [] octets(Subject subject) {
    return switch (value) {
      case Value.Fixed fixed -> fixed.octets();
      case Value.Subnet subnet -> network(subnet, subject.exchange());
      case Value.Variable variable -> variable(variable.name(), subject);
    };
  }

  private static byte[] network(Value.Subnet subnet, Exchange exchange) {
    boolean v4 = exchange.clientAddressLength() == 4;
    int bits = v4 ? subnet.bits4() : subnet.bits6();
    int length = (bits + 7) / 8;
    byte[] option = new byte[4 + length];
    option[1] = (byte) (v4 ? 1 : 2);
    option[2] = (byte) bits;
    System.arraycopy(exchange.clientAddress(), 0, option, 4, length);
    if (bits % 8 != 0) {
      option[3 + length] &= (byte) (0xff << 8 - bits % 8);
    }
    return option;
  }

  private static byte @Nullable [] variable(String name, Subject subject) {
    Exchange exchange = subject.exchange();
    return switch (name) {
      case "qname" -> originalName(exchange).getBytes(UTF_8);
      case "qtype" -> number(subject.query().qtype());
      case "client_ip" -> Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
      case "server_ip" -> Arrays.copyOf(exchange.localAddress(), exchange.localAddressLength());
      case "client_port" -> number(exchange.clientPort());
      case "server_port" -> number(exchange.localPort());
      case "protocol" -> exchange.transport().protocol().getBytes(UTF_8);
      default -> {
        String text = subject.metadata(name);
        yield text.isEmpty() ? null : text.getBytes(UTF_8);
      }
    };
  }

  /// In the letter case of the question.
  private static String originalName(Exchange exchange) {
    return Name.of(exchange.query().message(), Header.LENGTH).toString();
  }

  private static byte[] number(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }
}
