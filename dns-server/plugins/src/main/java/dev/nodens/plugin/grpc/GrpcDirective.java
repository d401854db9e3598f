package dev.nodens.plugin.grpc;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.plugin.grpc.GrpcConfig.Policy;
import dev.nodens.plugin.grpc.GrpcConfig.Tls;
import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.List;

/// Reads one use of the directive.
final class GrpcDirective {
  private static final int MOST_FILES = 3;

  private final Cursor cursor;
  private final List<Name> except = new ArrayList<>();
  private List<Name> fallthrough = List.of();
  private Policy policy = Policy.RANDOM;
  private Tls tls = Tls.NONE;
  private String serverName = "";

  GrpcDirective(Cursor cursor) {
    this.cursor = cursor;
  }

  GrpcConfig parse() {
    String word = cursor.argument();
    List<String> zones = ZoneKeys.origins(List.of(word), List.of());
    if (zones.isEmpty()) {
      throw cursor.refusal("unable to normalize '" + word + "'");
    }
    List<String> to = cursor.remainingArgs();
    if (to.isEmpty()) {
      throw cursor.argumentError();
    }
    to.forEach(this::check);
    while (cursor.nextBlock()) {
      property();
    }
    boolean used = tls.used() || !serverName.isEmpty();
    // A range that is no whole number of labels gives several zones: only the first is used.
    return new GrpcConfig(
        Name.parse(zones.getFirst()),
        except,
        to,
        new Tls(used, tls.files(), serverName),
        policy,
        fallthrough);
  }

  private void check(String word) {
    try {
      Endpoint.parse(word);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  private void property() {
    switch (cursor.value()) {
      case "except" -> {
        List<String> names = cursor.remainingArgs();
        if (names.isEmpty()) {
          throw cursor.argumentError();
        }
        ZoneKeys.origins(names, List.of()).forEach(zone -> except.add(Name.parse(zone)));
      }
      case "tls" -> {
        List<String> files = cursor.remainingArgs();
        if (files.size() > MOST_FILES) {
          throw cursor.argumentError();
        }
        tls = new Tls(true, files, "");
      }
      case "tls_servername" -> serverName = cursor.argument();
      case "policy" -> policy = policy(cursor.argument());
      case "fallthrough" ->
          fallthrough =
              ZoneKeys.origins(cursor.remainingArgs(), List.of(".")).stream()
                  .map(Name::parse)
                  .toList();
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private Policy policy(String word) {
    return switch (word) {
      case "random" -> Policy.RANDOM;
      case "round_robin" -> Policy.ROUND_ROBIN;
      case "sequential" -> Policy.SEQUENTIAL;
      default -> throw cursor.error("unknown policy '" + word + "'");
    };
  }
}
