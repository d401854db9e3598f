package dev.nodens.plugin.proxyproto;

import dev.nodens.core.Exchange;
import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `proxyproto { allow CIDR...; default POLICY; udp_session_tracking TIME [MOST]; tlv_metadata }`:
/// who may say before a query whose it is.
public final class ProxyprotoPlugin implements Plugin<ProxyProtocol> {
  private static final int MOST_SESSIONS = 10_240;
  private static final String TLV = "proxyproto/tlv";

  @Override
  public String name() {
    return "proxyproto";
  }

  @Override
  public ProxyProtocol parse(Cursor cursor, BlockScope scope) {
    List<Cidr> allowed = new ArrayList<>();
    @Nullable Policy others = null;
    Duration sessions = Duration.ZERO;
    int mostSessions = MOST_SESSIONS;
    boolean tlvs = false;
    while (cursor.next()) {
      cursor.noMoreArguments();
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "allow" -> cursor.remainingArgs().forEach(word -> allowed.add(range(word, cursor)));
          case "default" -> others = policy(cursor.remainingArgs(), cursor);
          case "udp_session_tracking" -> {
            List<String> words = cursor.remainingArgs();
            if (words.isEmpty() || words.size() > 2) {
              throw cursor.argumentError();
            }
            sessions = duration(words.getFirst(), cursor);
            mostSessions = words.size() == 2 ? number(words.get(1), cursor) : mostSessions;
          }
          case "tlv_metadata" -> {
            if (!cursor.remainingArgs().isEmpty()) {
              throw cursor.argumentError();
            }
            tlvs = true;
          }
          default -> throw cursor.error("unknown option '" + cursor.value() + "'");
        }
      }
    }
    Policy byDefault = allowed.isEmpty() ? Policy.USE : Policy.IGNORE;
    return new ProxyProtocol(
        allowed, others == null ? byDefault : others, sessions, mostSessions, tlvs);
  }

  private static Cidr range(String word, Cursor cursor) {
    try {
      return Cidr.parse(word);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(word + ": " + e.getMessage());
    }
  }

  private static Policy policy(List<String> words, Cursor cursor) {
    if (words.size() != 1) {
      throw cursor.argumentError();
    }
    return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "use" -> Policy.USE;
      case "ignore" -> Policy.IGNORE;
      case "reject" -> Policy.REJECT;
      case "skip" -> Policy.SKIP;
      default -> throw cursor.argumentError();
    };
  }

  private static Duration duration(String word, Cursor cursor) {
    try {
      Duration time = GoSyntax.duration(word);
      return time.isNegative() ? Duration.ZERO : time;
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(
          "udp_session_tracking: invalid duration " + GoSyntax.quote(word) + ": " + e.getMessage());
    }
  }

  private static int number(String word, Cursor cursor) {
    int number = 0;
    try {
      number = GoSyntax.integer(word);
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    if (number <= 0) {
      throw cursor.refusal(
          "udp_session_tracking: invalid max sessions "
              + GoSyntax.quote(word)
              + ": must be a positive integer");
    }
    return number;
  }

  @Override
  public void listen(ProxyProtocol config, ListenOptions options) {
    options.proxy(config);
  }

  @Override
  public void install(ProxyProtocol config, Installation installation) {
    if (config.keepsTlvs()) {
      installation.metadata().offer(name(), ProxyprotoPlugin::value);
    }
  }

  private static @Nullable String value(Exchange exchange, String label) {
    byte @Nullable [] tlvs = exchange.proxyTlvs();
    return tlvs == null || !label.equals(TLV) ? null : HexFormat.of().formatHex(tlvs);
  }
}
