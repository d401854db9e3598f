package dev.nodens.plugin.rewrite;

import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.Regex;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of one rule. Whatever is wrong is an [IllegalArgumentException] in CoreDNS's
/// words.
final class RuleReader {
  private static final int LONGEST_PATTERN = 10_000;
  private static final int HIGHEST_RCODE = 23;
  private static final long HIGHEST_TTL = 2147483647;

  private RuleReader() {}

  static Rule read(List<String> words) {
    if (words.isEmpty()) {
      throw wrong("no rule type specified for rewrite");
    }
    String mode = words.getFirst().toLowerCase(Locale.ROOT);
    boolean explicit = mode.equals("continue") || mode.equals("stop");
    if (explicit && words.size() < 2) {
      throw wrong(mode + " rule must begin with a rule type");
    }
    boolean stop = !mode.equals("continue");
    String type = words.get(explicit ? 1 : 0).toLowerCase(Locale.ROOT);
    List<String> args = words.subList(explicit ? 2 : 1, words.size());
    return switch (type) {
      case "answer" -> throw wrong("response rewrites must begin with a name rule");
      case "name" -> NameRuleReader.read(stop, args);
      case "class" -> number(stop, NumberRule.Field.CLASS, args, RrClass::ofMnemonic);
      case "type" -> number(stop, NumberRule.Field.TYPE, args, RrType::ofMnemonic);
      case "edns0" -> EdnsRuleReader.read(stop, args);
      case "ttl" -> ttl(stop, args);
      case "cname" -> cname(stop, args);
      case "rcode" -> rcode(stop, args);
      default -> throw wrong("invalid rule type " + GoSyntax.quote(words.getFirst()));
    };
  }

  private static Rule number(
      boolean stop, NumberRule.Field field, List<String> args, ToIntFunction<String> codes) {
    String what = field.name().toLowerCase(Locale.ROOT);
    if (args.size() != 2) {
      throw wrong(what + " rules must have exactly two arguments");
    }
    int[] numbers = new int[2];
    for (int i = 0; i < 2; i++) {
      String name = args.get(i).toUpperCase(Locale.ROOT);
      numbers[i] = codes.applyAsInt(name);
      if (numbers[i] < 0) {
        throw wrong("invalid " + what + " " + GoSyntax.quote(name));
      }
    }
    return new NumberRule(stop, field, numbers[0], numbers[1]);
  }

  private static Rule ttl(boolean stop, List<String> args) {
    if (args.size() < 2) {
      throw wrong("too few (" + args.size() + ") arguments for a ttl rule");
    }
    String text = args.size() == 2 ? args.get(1) : args.size() == 3 ? args.get(2) : "";
    ReplyRule.@Nullable Ttl range = range(text);
    if (range == null) {
      throw wrong("invalid TTL '" + text + "' for a ttl rule");
    }
    return new TtlRule(stop, match("ttl", args.subList(0, args.size() - 1)), range);
  }

  /// `n`, `a-b`, `-b` or `a-`.
  private static ReplyRule.@Nullable Ttl range(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      long ttl = seconds(text);
      return ttl < 0 ? null : new ReplyRule.Ttl(ttl, ttl);
    }
    String from = text.substring(0, dash);
    String to = text.substring(dash + 1);
    long least = from.isEmpty() ? 0 : seconds(from);
    long most = to.isEmpty() && !from.isEmpty() ? HIGHEST_TTL : seconds(to);
    return least < 0 || most < least ? null : new ReplyRule.Ttl(least, most);
  }

  private static long seconds(String text) {
    boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long value = number && text.length() <= 18 ? Long.parseLong(text) : -1;
    return value > 0xffffffffL ? -1 : value;
  }

  private static Rule rcode(boolean stop, List<String> args) {
    int count = args.size();
    if (count < 3) {
      throw wrong("too few (" + count + ") arguments for a rcode rule");
    }
    boolean known = count <= 4;
    int from = rcode(known ? args.get(count - 2) : "", "matching");
    int to = rcode(known ? args.get(count - 1) : "", "replacement");
    return new RcodeRule(
        stop, match("rcode", args.subList(0, count - 2)), new ReplyRule.Rcode(from, to));
  }

  private static int rcode(String text, String which) {
    long number = seconds(text);
    int code =
        number >= 0 && number <= HIGHEST_RCODE
            ? (int) number
            : Rcode.ofMnemonic(text.toUpperCase(Locale.ROOT));
    if (code < 0) {
      throw wrong("invalid " + which + " RCODE '" + text + "' for a rcode rule");
    }
    return code;
  }

  /// `NAME`, or a kind of match and what it is for.
  private static NameMatch match(String rule, List<String> args) {
    if (args.size() == 1) {
      return new NameMatch(NameMatch.Kind.EXACT, normalized(args.getFirst()), null);
    }
    NameMatch.@Nullable Kind kind = NameMatch.Kind.of(args.getFirst());
    if (kind == null) {
      throw wrong(
          rule + " rule supports only exact, prefix, suffix, substring, and regex name matching");
    }
    String text = args.get(1);
    if (kind != NameMatch.Kind.REGEX) {
      return new NameMatch(kind, normalized(text), null);
    }
    checkLength(text, " in a " + rule + " rule");
    try {
      return new NameMatch(kind, text, Regex.compile(text));
    } catch (IllegalArgumentException e) {
      throw wrong("invalid regex pattern in a " + rule + " rule: " + text);
    }
  }

  private static Rule cname(boolean stop, List<String> args) {
    if (args.size() != 2 && args.size() != 3) {
      throw wrong("too few (" + args.size() + ") arguments for a cname rule");
    }
    NameMatch.@Nullable Kind kind =
        args.size() == 2 ? NameMatch.Kind.EXACT : NameMatch.Kind.of(args.getFirst());
    if (kind == null) {
      throw wrong("unknown cname rewrite type: " + args.getFirst().toLowerCase(Locale.ROOT));
    }
    String from = args.get(args.size() - 2).toLowerCase(Locale.ROOT);
    String to = args.getLast().toLowerCase(Locale.ROOT);
    if (kind == NameMatch.Kind.EXACT) {
      return new CnameRule(stop, new NameMatch(kind, normalized(from), null), normalized(to));
    }
    @Nullable Regex regex = null;
    if (kind == NameMatch.Kind.REGEX) {
      checkLength(from, " in a cname rule");
      try {
        regex = Regex.compile(from);
      } catch (IllegalArgumentException e) {
        throw wrong("invalid cname rewrite regex pattern: " + e.getMessage());
      }
    }
    return new CnameRule(stop, new NameMatch(kind, from, regex), to);
  }

  /// In lower case, with a dot at the end.
  static String normalized(String name) {
    return DomainText.absolute(name).toLowerCase(Locale.ROOT);
  }

  static void checkLength(String pattern, String where) {
    if (pattern.length() > LONGEST_PATTERN) {
      throw wrong(
          "regex pattern too long" + where + ": " + pattern.length() + " > " + LONGEST_PATTERN);
    }
  }

  static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(message);
  }
}
