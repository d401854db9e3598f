package dev.nodens.operator.validate;

import dev.nodens.operator.plan.ConfigText;

/// Runs the server's own parsers over a text, as the server would in the pod, and then the checks
/// of what is around it.
public final class ServerParsers implements CorefileCheck {
  @Override
  public Judgement judge(ConfigText text, Surroundings around) {
    return StaticChecks.judge(text, around);
  }
}
