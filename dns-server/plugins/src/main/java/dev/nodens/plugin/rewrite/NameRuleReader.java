package dev.nodens.plugin.rewrite;

import static dev.nodens.plugin.rewrite.RuleReader.checkLength;
import static dev.nodens.plugin.rewrite.RuleReader.normalized;
import static dev.nodens.plugin.rewrite.RuleReader.wrong;

import dev.nodens.core.Metadata;
import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.Regex;
import dev.nodens.plugin.rewrite.NameRule.Part;
import dev.nodens.plugin.rewrite.NameRule.Replacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads `[KIND] FROM TO [metadata] [answer ...]`, what stands behind `rewrite name`.
final class NameRuleReader {
  private static final int MOST_GROUPS_LOOKED_FOR = 101;

  private NameRuleReader() {}

  static Rule read(boolean stop, List<String> args) {
    if (args.size() < 2) {
      throw wrong("too few arguments for a name rule");
    }
    boolean typed = args.size() > 2;
    String word = typed ? args.getFirst().toLowerCase(Locale.ROOT) : "exact";
    NameMatch.@Nullable Kind kind = NameMatch.Kind.of(word);
    String from = args.get(typed ? 1 : 0);
    String to = args.get(typed ? 2 : 1);
    boolean metadata = args.size() > 3 && args.get(3).equals("metadata");
    if (metadata && kind != NameMatch.Kind.REGEX) {
      throw wrong("metadata is only supported for regex name rules");
    }
    int answersAt = metadata ? 4 : 3;
    Answers answers =
        args.size() > answersAt
            ? answers(word, args.subList(answersAt, args.size()))
            : new Answers(false, List.of());
    if (kind == null) {
      throw wrong(
          "name rule supports only exact, prefix, suffix, substring, and regex name matching,"
              + " received: "
              + word);
    }
    return switch (kind) {
      case REGEX -> regex(stop, from, to, metadata, answers);
      case EXACT -> {
        // Upstream judges names as if they were patterns, and the other way round.
        Regex _ = pattern(normalized(to), normalized(from));
        yield plain(stop, kind, from, to, true, answers.rules());
      }
      case PREFIX, SUFFIX, SUBSTRING ->
          plain(stop, kind, from, to, answers.auto(), answers.rules());
    };
  }

  private static Rule plain(
      boolean stop,
      NameMatch.Kind kind,
      String from,
      String to,
      boolean revert,
      List<ReplyRule> answers) {
    return new NameRule(
        stop,
        new NameMatch(kind, normalized(from), null),
        new Replacement.Text(normalized(to)),
        revert,
        answers);
  }

  private static Rule regex(
      boolean stop, String from, String to, boolean metadata, Answers answers) {
    Regex pattern = pattern(from, metadata ? "" : to);
    Replacement replacement =
        metadata
            ? new Replacement.Parts(parts(DomainText.absolute(to), pattern.groupCount()))
            : new Replacement.Text(normalized(to));
    return new NameRule(
        stop,
        new NameMatch(NameMatch.Kind.REGEX, from, pattern),
        replacement,
        answers.auto(),
        answers.rules());
  }

  /// Compiles `from` and makes sure that it has the groups that `to` uses.
  private static Regex pattern(String from, String to) {
    checkLength(from, "");
    Regex pattern;
    try {
      pattern = Regex.compile(from);
    } catch (IllegalArgumentException e) {
      throw wrong("invalid regex matching pattern: " + from);
    }
    int used = 0;
    for (int i = 0; i < MOST_GROUPS_LOOKED_FOR; i++) {
      used += to.contains("{" + i + "}") ? 1 : 0;
    }
    if (used > pattern.groupCount()) {
      throw wrong(
          "the rewrite regex pattern ("
              + to
              + ") uses more subexpressions than its corresponding matching regex pattern ("
              + from
              + ")");
    }
    return pattern;
  }

  private static List<Part> parts(String replacement, int groups) {
    var parts = new ArrayList<Part>();
    String rest = replacement;
    while (!rest.isEmpty()) {
      int open = rest.indexOf('{');
      String before = open < 0 ? rest : rest.substring(0, open);
      if (before.contains("}")) {
        throw wrong("unmatched closing brace in metadata name replacement");
      }
      if (!before.isEmpty()) {
        parts.add(new Part.Literal(before.toLowerCase(Locale.ROOT)));
      }
      if (open < 0) {
        break;
      }
      int close = rest.indexOf('}', open);
      if (close < 0) {
        throw wrong("unclosed placeholder in metadata name replacement");
      }
      parts.add(placeholder(rest.substring(open + 1, close), groups));
      rest = rest.substring(close + 1);
    }
    return parts;
  }

  private static Part placeholder(String label, int groups) {
    try {
      int group = GoSyntax.integer(label);
      if (group >= 0 && group <= groups) {
        return new Part.Group(group);
      }
    } catch (IllegalArgumentException e) {
      if (Metadata.isLabel(label) && !label.contains("{")) {
        return new Part.Label(label);
      }
      throw wrong("invalid metadata label " + GoSyntax.quote(label) + " in name replacement");
    }
    throw wrong("capture group " + label + " does not exist in name matching pattern");
  }

  /// What happens to the reply of a name rule.
  ///
  /// @param auto whether the change of the name is undone there
  private record Answers(boolean auto, List<ReplyRule> rules) {}

  /// `answer auto`, `answer name FROM TO` and `answer value FROM TO`, any number of them; the word
  /// `answer` may be left out behind the first.
  private static Answers answers(String rule, List<String> words) {
    if (words.size() < 2) {
      throw wrong("invalid arguments for " + rule + " rule");
    }
    var rules = new ArrayList<ReplyRule>();
    boolean auto = false;
    boolean owners = false;
    for (int at = 0; at < words.size(); ) {
      if (words.get(at).equals("answer")) {
        at++;
      } else if (at == 0) {
        throw wrong(
            "exceeded the number of arguments for a non-answer rule argument for "
                + rule
                + " rule");
      }
      if (at == words.size()) {
        throw wrong("type missing for answer rule for " + rule + " rule");
      }
      String type = words.get(at++);
      if (type.equals("auto")) {
        auto = true;
        continue;
      }
      TextMap map = answer(type, words.subList(at, words.size()), rule);
      owners |= type.equals("name");
      rules.add(type.equals("name") ? new ReplyRule.Owner(map) : new ReplyRule.Value(map));
      at += 2;
    }
    if (auto && owners) {
      throw wrong("auto name answer rule cannot be combined with explicit name anwer rules");
    }
    return new Answers(auto, rules);
  }

  private static TextMap answer(String type, List<String> args, String rule) {
    if (!type.equals("name") && !type.equals("value")) {
      throw wrong(
          "invalid type " + GoSyntax.quote(type) + " for answer rule for " + rule + " rule");
    }
    String where = type + " answer rule for " + rule + " rule: ";
    if (args.size() < 2) {
      throw wrong(where + "2 arguments required");
    }
    try {
      return new TextMap.Pattern(pattern(args.get(0), args.get(1)), normalized(args.get(1)));
    } catch (IllegalArgumentException e) {
      throw wrong(where + e.getMessage());
    }
  }
}
