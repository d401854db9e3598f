package dev.nodens.plugin.log;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.DomainText;
import dev.nodens.plugin.log.LogConfig.ReplyClass;
import dev.nodens.plugin.log.LogConfig.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `log [NAMES...] [FORMAT] { class CLASS... }`.
public final class LogPlugin implements Plugin<LogConfig> {
  @Override
  public String name() {
    return "log";
  }

  @Override
  public LogConfig parse(Cursor cursor, BlockScope scope) {
    var rules = new ArrayList<Rule>();
    while (cursor.next()) {
      List<String> names = cursor.remainingArgs();
      String format = LogConfig.COMMON;
      if (names.size() > 1 && names.getLast().contains("{")) {
        format =
            names
                .getLast()
                .replace("{common}", LogConfig.COMMON)
                .replace("{combined}", LogConfig.COMBINED);
        names = names.subList(0, names.size() - 1);
      }
      Set<ReplyClass> classes = classes(cursor);
      for (String name : names.isEmpty() ? List.of(".") : names) {
        rules.add(new Rule(DomainText.absolute(name), format, classes));
      }
    }
    return new LogConfig(rules);
  }

  private static Set<ReplyClass> classes(Cursor cursor) {
    Set<ReplyClass> classes = EnumSet.noneOf(ReplyClass.class);
    boolean all = false;
    while (cursor.nextBlock()) {
      if (!cursor.value().equals("class")) {
        throw cursor.error("unknown property '" + cursor.value() + "'");
      }
      List<String> args = cursor.remainingArgs();
      if (args.isEmpty()) {
        throw cursor.argumentError();
      }
      for (String arg : args) {
        switch (arg) {
          case "all" -> all = true;
          case "success" -> classes.add(ReplyClass.SUCCESS);
          case "denial" -> classes.add(ReplyClass.DENIAL);
          case "error" -> classes.add(ReplyClass.ERROR);
          default -> throw cursor.refusal("invalid Class: " + arg);
        }
      }
    }
    return all ? Set.of() : classes;
  }

  @Override
  public void install(LogConfig config, Installation installation) {
    var platform = installation.platform();
    installation.handler(
        new LogHandler(
            config,
            platform.output(),
            platform.loops().size(),
            installation.metadata(),
            platform.clock()));
  }
}
