package dev.nodens.plugin.rewrite;

import static dev.nodens.plugin.rewrite.RuleReader.wrong;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Metadata;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.rewrite.EdnsRule.Action;
import dev.nodens.plugin.rewrite.EdnsRule.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads `local|nsid|subnet ACTION ... [revert]`, what stands behind `rewrite edns0`.
final class EdnsRuleReader {
  private static final int NSID = 3;
  private static final int SUBNET = 8;
  private static final byte[] NOTHING = new byte[0];
  private static final Set<String> VARIABLES =
      Set.of("qname", "qtype", "client_ip", "client_port", "protocol", "server_ip", "server_port");

  private EdnsRuleReader() {}

  static Rule read(boolean stop, List<String> words) {
    if (words.size() < 2) {
      throw wrong("too few arguments for an EDNS0 rule");
    }
    String type = words.get(0).toLowerCase(Locale.ROOT);
    Action action =
        switch (words.get(1).toLowerCase(Locale.ROOT)) {
          case "append" -> Action.APPEND;
          case "replace" -> Action.REPLACE;
          case "set" -> Action.SET;
          case "unset" -> Action.UNSET;
          default ->
              throw wrong(
                  "invalid action: " + GoSyntax.quote(words.get(1).toLowerCase(Locale.ROOT)));
        };
    if (action == Action.UNSET) {
      return unset(stop, type, words);
    }
    boolean revert = words.getLast().equals("revert");
    List<String> args = revert ? words.subList(0, words.size() - 1) : words;
    return switch (type) {
      case "local" -> local(stop, action, revert, args);
      case "nsid" -> {
        if (args.size() != 2) {
          throw wrong("EDNS0 NSID rules can accept no more than one arg");
        }
        yield new EdnsRule(stop, action, NSID, new Value.Fixed(NOTHING), revert, false);
      }
      case "subnet" -> subnet(stop, action, revert, args);
      default -> throw wrong("invalid rule type " + GoSyntax.quote(type));
    };
  }

  private static Rule unset(boolean stop, String type, List<String> args) {
    boolean local = type.equals("local");
    if (!local && !type.equals("nsid") && !type.equals("subnet")) {
      throw wrong("invalid rule type " + GoSyntax.quote(type));
    }
    if (args.size() != (local ? 3 : 2)) {
      String count = local ? "two arguments" : "one argument";
      throw wrong(type + " unset action requires exactly " + count);
    }
    int code = local ? code(args.get(2)) : type.equals("nsid") ? NSID : SUBNET;
    return new EdnsRule(stop, Action.UNSET, code, new Value.Fixed(NOTHING), false, local);
  }

  private static Rule local(boolean stop, Action action, boolean revert, List<String> args) {
    if (args.size() != 4) {
      throw wrong("EDNS0 local rules require three or four args");
    }
    int code = code(args.get(2));
    return new EdnsRule(stop, action, code, value(args.get(3)), revert, true);
  }

  private static int code(String text) {
    return (int) GoSyntax.unsigned(text, 16);
  }

  private static Value value(String text) {
    if (text.startsWith("{") && text.endsWith("}")) {
      String name = text.substring(1, text.length() - 1);
      if (!VARIABLES.contains(name) && !Metadata.isLabel(name)) {
        throw wrong("unsupported variable name " + GoSyntax.quote(text));
      }
      return new Value.Variable(name);
    }
    return new Value.Fixed(text.startsWith("0x") ? hex(text.substring(2)) : text.getBytes(UTF_8));
  }

  private static byte[] hex(String digits) {
    byte[] octets = new byte[digits.length() / 2];
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        throw wrong(
            "encoding/hex: invalid byte: U+%04X '%c'"
                .formatted((int) digits.charAt(i), digits.charAt(i)));
      }
      if (i / 2 < octets.length) {
        octets[i / 2] = (byte) (octets[i / 2] << 4 | digit);
      }
    }
    if (digits.length() % 2 != 0) {
      throw wrong("encoding/hex: odd length hex string");
    }
    return octets;
  }

  private static Rule subnet(boolean stop, Action action, boolean revert, List<String> args) {
    if (args.size() != 4) {
      throw wrong("EDNS0 subnet rules require three or four args");
    }
    int bits4 = bits(args.get(2), "IPv4", 32);
    int bits6 = bits(args.get(3), "IPv6", 128);
    return new EdnsRule(stop, action, SUBNET, new Value.Subnet(bits4, bits6), revert, false);
  }

  private static int bits(String text, String family, int most) {
    int bits = (int) GoSyntax.unsigned(text, 16);
    if (bits > most) {
      throw wrong("invalid " + family + " bit mask length " + bits);
    }
    return bits;
  }
}
