package dev.nodens.verify;

import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.Token;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.verify.ask.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Type;

/// The zones that a Corefile serves, and from what.
///
/// @param kinds what a zone's names are, as the table of known differences calls it: `cluster`,
///   `zone`, `hosts` or `outside`
record CorefileZones(Map<String, String> kinds) {
  private static final int PORT = 53;

  static final CorefileZones NONE = new CorefileZones(Map.of());

  /// The zones of `corefile`.
  static CorefileZones of(Corefile corefile) {
    var kinds = new LinkedHashMap<String, String>();
    for (ServerBlock block : corefile.blocks()) {
      List<String> keys = new ZoneKeys(PORT).of(block).stream().map(ZoneKey::zone).toList();
      keys.forEach(zone -> kinds.put(zone, kind(block)));
      List<String> arguments = new ArrayList<>();
      for (Token token : block.tokens("kubernetes")) {
        if (token.text().equals("{")) {
          break;
        }
        arguments.add(token.text());
      }
      if (!arguments.isEmpty()) {
        ZoneKeys.origins(arguments.subList(1, arguments.size()), keys)
            .forEach(zone -> kinds.put(zone, "cluster"));
      }
    }
    return new CorefileZones(kinds);
  }

  private static String kind(ServerBlock block) {
    if (block.uses("file") || block.uses("auto") || block.uses("secondary")) {
      return "zone";
    }
    return block.uses("hosts") ? "hosts" : "outside";
  }

  /// The first zone of the cluster that is no reverse zone.
  Optional<String> clusterZone() {
    return kinds.entrySet().stream()
        .filter(entry -> entry.getValue().equals("cluster"))
        .map(Map.Entry::getKey)
        .filter(zone -> !zone.endsWith(".arpa.") && !zone.equals("."))
        .findFirst();
  }

  /// What a name in lower case is: that of the longest zone, `outside` if there is none.
  String kind(String name) {
    String best = "";
    String kind = "outside";
    for (Map.Entry<String, String> zone : kinds.entrySet()) {
      boolean below = zone.getKey().equals(".") || ("." + name).endsWith("." + zone.getKey());
      if (below && zone.getKey().length() > best.length()) {
        best = zone.getKey();
        kind = zone.getValue();
      }
    }
    return kind;
  }

  /// What to ask about each zone itself.
  List<Question> questions() {
    var questions = new ArrayList<Question>();
    kinds.forEach((zone, kind) -> {
      String shape = kind + (zone.endsWith(".arpa.") ? ".reverse-apex" : ".apex");
      for (int type : new int[] {Type.SOA, Type.NS, Type.A}) {
        questions.add(Question.of(shape, zone, type));
      }
    });
    return questions;
  }
}
