package dev.nodens.plugin.loadbalance;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.loadbalance.LoadbalanceConfig.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `loadbalance [round_robin | weighted FILE { reload DURATION }] { prefer CIDR... }`.
public final class LoadbalancePlugin implements Plugin<LoadbalanceConfig> {
  private static final Duration RELOAD = Duration.ofSeconds(30);

  private final Supplier<RandomGenerator> random;

  /// @param random makes the generator that one event loop orders records with
  public LoadbalancePlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "loadbalance";
  }

  @Override
  public LoadbalanceConfig parse(Cursor cursor, BlockScope scope) {
    Optional<Weights> weights = Optional.empty();
    var prefer = new ArrayList<Cidr>();
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      String policy = args.isEmpty() ? "round_robin" : args.getFirst();
      switch (policy) {
        case "round_robin" -> {
          if (args.size() > 1) {
            throw cursor.error("unknown property for round_robin");
          }
          weights = Optional.empty();
        }
        case "weighted" -> weights = Optional.of(weights(args, cursor));
        default -> throw cursor.refusal("unknown policy: " + policy);
      }
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("prefer")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        cursor.remainingArgs().forEach(cidr -> prefer.add(range(cidr, cursor)));
      }
    }
    return new LoadbalanceConfig(weights, prefer);
  }

  private static Weights weights(List<String> args, Cursor cursor) {
    if (args.size() < 2) {
      throw cursor.error("missing weight file argument");
    }
    if (args.size() > 2) {
      throw cursor.error("unexpected argument(s)");
    }
    Duration reload = RELOAD;
    while (cursor.nextBlock()) {
      if (!cursor.value().equals("reload")) {
        throw cursor.error("unknown property '" + cursor.value() + "'");
      }
      List<String> values = cursor.remainingArgs();
      if (values.isEmpty()) {
        throw cursor.error("reload duration value is missing");
      }
      if (values.size() > 1) {
        throw cursor.error("unexpected argument");
      }
      try {
        reload = GoSyntax.duration(values.getFirst());
      } catch (IllegalArgumentException e) {
        throw cursor.error("invalid reload duration '" + values.getFirst() + "'");
      }
      if (reload.isNegative()) {
        throw cursor.error("invalid reload duration '" + values.getFirst() + "'");
      }
    }
    return new Weights(args.get(1), reload);
  }

  private static Cidr range(String cidr, Cursor cursor) {
    try {
      return Cidr.parse(cidr);
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid CIDR " + GoSyntax.quote(cidr) + ": " + e.getMessage());
    }
  }

  @Override
  public void install(LoadbalanceConfig config, Installation installation) {
    RandomGenerator[] generators = new RandomGenerator[installation.platform().loops().size()];
    Arrays.setAll(generators, loop -> random.get());
    if (config.weights().isEmpty()) {
      installation.handler(new LoadbalanceHandler(generators, config.prefer(), null));
      return;
    }
    Weights weights = config.weights().get();
    var file = new WeightFile(installation.resolve(weights.file()), weights.file());
    installation.onStart(() -> file.start(!weights.reload().isZero()));
    if (!weights.reload().isZero()) {
      installation.every(weights.reload(), file::refresh);
    }
    installation.handler(new LoadbalanceHandler(generators, config.prefer(), file));
  }
}
