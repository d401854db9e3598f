package dev.nodens.operator.validate;

import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.Parser;
import dev.nodens.operator.Names;
import dev.nodens.plugin.Plugins;
import java.util.List;

/// Runs the server's own parsers over a text, as the server would in the pod.
public final class ServerParsers implements CorefileCheck {
  private static final int DNS_PORT = 53;

  @Override
  public List<String> check(String corefile) throws RejectedCorefile {
    try {
      var parser = new Parser(MemoryFiles.none(), Environment.empty(), Plugins.names());
      return Configuration.parse(parser.parse(Names.COREFILE, corefile), Plugins.ORDER, DNS_PORT)
          .warnings();
    } catch (CorefileException e) {
      throw new RejectedCorefile(String.valueOf(e.getMessage()));
    }
  }
}
