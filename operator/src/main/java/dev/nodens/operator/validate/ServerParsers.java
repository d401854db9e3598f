package dev.nodens.operator.validate;

import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.Parser;
import dev.nodens.operator.Names;
import dev.nodens.operator.corefile.MountedFiles;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.plugin.Plugins;
import java.util.List;

/// Runs the server's own parsers over a text, as the server would in the pod.
public final class ServerParsers implements CorefileCheck {
  private static final int DNS_PORT = 53;

  @Override
  public List<String> check(ConfigText text) throws RejectedCorefile {
    try {
      var files = MountedFiles.custom(text.files());
      var parser = new Parser(files, Environment.empty(), Plugins.names());
      Corefile corefile = parser.parse(Names.COREFILE, text.corefile());
      return Configuration.parse(corefile, Plugins.ORDER, DNS_PORT).warnings();
    } catch (CorefileException e) {
      throw new RejectedCorefile(String.valueOf(e.getMessage()));
    }
  }
}
