package dev.nodens.plugin.rewrite;

import org.jspecify.annotations.Nullable;

/// One use of the directive: which queries it is for, and what happens to them.
sealed interface Rule permits CnameRule, EdnsRule, NameRule, NumberRule, RcodeRule, TtlRule {
  /// Whether no further rule is tried after this one matched.
  boolean stop();

  /// Looks at a query; null if the rule is not for it. Pure but for what `subject` remembers.
  @Nullable Effect effect(Subject subject);
}
