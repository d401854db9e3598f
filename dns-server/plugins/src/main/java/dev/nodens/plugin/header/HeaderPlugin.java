package dev.nodens.plugin.header;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.header.HeaderConfig.Change;
import dev.nodens.wire.Header;
import java.util.List;
import java.util.Locale;

/// `header { query|response set|clear FLAG... }`; flags are aa, ra and rd.
public final class HeaderPlugin implements Plugin<HeaderConfig> {
  @Override
  public String name() {
    return "header";
  }

  /// Reads up to the first use that has a rule, as upstream.
  @Override
  public HeaderConfig parse(Cursor cursor, BlockScope scope) {
    while (cursor.next()) {
      Change query = Change.NONE;
      Change response = Change.NONE;
      boolean any = false;
      while (cursor.nextBlock()) {
        String selector = cursor.value().toLowerCase(Locale.ROOT);
        switch (selector) {
          case "query" -> query = change(query, cursor);
          case "response" -> response = change(response, cursor);
          default ->
              throw wrong("invalid selector=" + selector + " should be query or response", cursor);
        }
        any = true;
      }
      if (any) {
        return new HeaderConfig(query, response);
      }
    }
    throw cursor.argumentError();
  }

  private static Change change(Change before, Cursor cursor) {
    if (!cursor.nextArg()) {
      throw wrong("no flag action provided", cursor);
    }
    String action = cursor.value().toLowerCase(Locale.ROOT);
    List<String> flags = cursor.remainingArgs();
    if (flags.isEmpty()) {
      throw wrong("invalid length for flags, at least one should be provided", cursor);
    }
    if (!action.equals("set") && !action.equals("clear")) {
      throw wrong("unknown flag action=" + action + ", should be set or clear", cursor);
    }
    Change change = before;
    for (String flag : flags) {
      change = change.then(bit(flag.toLowerCase(Locale.ROOT), cursor), action.equals("set"));
    }
    return change;
  }

  private static int bit(String flag, Cursor cursor) {
    return switch (flag) {
      case "aa" -> Header.AA;
      case "ra" -> Header.RA;
      case "rd" -> Header.RD;
      default -> throw wrong("unknown/unsupported flag=" + flag, cursor);
    };
  }

  private static CorefileException wrong(String why, Cursor cursor) {
    return cursor.refusal("setting up rule: " + why);
  }

  @Override
  public void install(HeaderConfig config, Installation installation) {
    installation.handler(new HeaderHandler(config));
  }
}
