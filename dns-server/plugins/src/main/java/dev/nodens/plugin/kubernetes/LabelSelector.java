package dev.nodens.plugin.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks label selectors before the API server sees them (Kubernetes: "Labels and Selectors").
final class LabelSelector {
  private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String PREFIX =
      "([a-z0-9]([-a-z0-9]*[a-z0-9])?\\.)*[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern KEY = Pattern.compile("(" + PREFIX + "/)?" + NAME);
  private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");
  private static final Pattern EXISTS = Pattern.compile("!?\\s*([^\\s!=<>(),]+)");
  private static final Pattern EQUALS =
      Pattern.compile("([^\\s!=<>(),]+)\\s*(?:=|==|!=)\\s*([^\\s!=<>(),]*)");
  private static final Pattern SET =
      Pattern.compile("([^\\s!=<>(),]+)\\s+(?:in|notin)\\s*\\(([^()]*)\\)");

  private LabelSelector() {}

  /// The selector as it goes into a request.
  ///
  /// @throws IllegalArgumentException naming the requirement that is wrong
  static String check(String selector) {
    for (String requirement : requirements(selector)) {
      checkRequirement(requirement.strip());
    }
    return selector;
  }

  private static void checkRequirement(String requirement) {
    Matcher exists = EXISTS.matcher(requirement);
    if (exists.matches()) {
      checkKey(exists.group(1));
      return;
    }
    Matcher equals = EQUALS.matcher(requirement);
    if (equals.matches()) {
      checkKey(equals.group(1));
      checkValue(equals.group(2));
      return;
    }
    Matcher set = SET.matcher(requirement);
    if (!set.matches()) {
      throw new IllegalArgumentException(
          "unable to parse requirement: found '"
              + requirement
              + "', expected: KEY, !KEY, KEY=VALUE, KEY!=VALUE, KEY in (VALUES) or KEY notin (VALUES)");
    }
    checkKey(set.group(1));
    for (String value : set.group(2).split(",", -1)) {
      checkValue(value.strip());
    }
  }

  private static void checkKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("invalid label key '" + key + "'");
    }
  }

  private static void checkValue(String value) {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("invalid label value '" + value + "'");
    }
  }

  /// Splits at the commas that are not inside parentheses.
  private static List<String> requirements(String selector) {
    var requirements = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < selector.length(); i++) {
      char c = selector.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        requirements.add(selector.substring(start, i));
        start = i + 1;
      }
    }
    requirements.add(selector.substring(start));
    return requirements;
  }
}
