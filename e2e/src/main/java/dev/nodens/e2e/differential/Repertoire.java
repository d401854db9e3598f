package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.ask.ClusterFamily;
import dev.nodens.e2e.differential.ask.Family;
import dev.nodens.e2e.differential.ask.ListFamily;
import dev.nodens.e2e.differential.ask.OutsideFamily;
import dev.nodens.e2e.differential.ask.Pick;
import dev.nodens.e2e.differential.ask.ServerFamily;
import dev.nodens.e2e.differential.world.World;
import dev.nodens.verify.ask.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The families of questions that one scenario asks for.
final class Repertoire {
  private final Pick<Family> families = new Pick<>();

  /// The families of `scenario`, about `world` as it is now.
  ///
  /// @param files where families find their lists of names
  Repertoire(Scenario scenario, World world, Path files) throws IOException {
    for (var family : scenario.families().entrySet()) {
      families.add(family.getValue(), family(family.getKey(), world, files));
    }
  }

  private static Family family(String name, World world, Path files) throws IOException {
    return switch (name) {
      case "cluster" -> new ClusterFamily(world);
      case "outside" -> new OutsideFamily(List.of("up.test."));
      case "upstreams" ->
          new OutsideFamily(
              Stream.of("first", "turn", "any", "over", "mixed", "next", "dead", "silent", "quiet")
                  .map(zone -> zone + ".test.")
                  .toList());
      case "server" ->
          new ServerFamily(
              List.of("www.example.org.", "example.org.", "kubernetes.default.svc.cluster.local."));
      default -> ListFamily.read(files.resolve(name + ".names"));
    };
  }

  Question next(RandomGenerator random) {
    return families.next(random).next(random);
  }
}
