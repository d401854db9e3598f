package dev.nodens.e2e.differential.ask;

import dev.nodens.e2e.differential.world.World;
import dev.nodens.verify.ask.Question;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Type;

/// Questions about the names of a cluster.
public final class ClusterFamily implements Family {
  private static final Pick<Integer> FORWARD_TYPES =
      new Pick<Integer>()
          .add(30, Type.A)
          .add(18, Type.AAAA)
          .add(16, Type.SRV)
          .add(6, Type.TXT)
          .add(4, Type.SOA)
          .add(4, Type.NS)
          .add(4, Type.CNAME)
          .add(4, Type.PTR)
          .add(3, Type.MX)
          .add(3, Type.HTTPS)
          .add(2, Type.ANY)
          .add(1, Type.DS)
          .add(1, Type.HINFO);
  private static final Pick<Integer> REVERSE_TYPES =
      new Pick<Integer>()
          .add(30, Type.PTR)
          .add(3, Type.A)
          .add(2, Type.SOA)
          .add(2, Type.NS)
          .add(1, Type.TXT)
          .add(1, Type.SRV)
          .add(1, Type.ANY);

  private final Pick<Shape> shapes = new Pick<>();

  private record Shape(String name, List<String> names) {}

  /// Questions about `world` as it is now.
  public ClusterFamily(World world) {
    ClusterNames.of(world)
        .forEach((shape, names) -> shapes.add(weight(shape), new Shape(shape, names)));
  }

  private static int weight(String shape) {
    return switch (shape) {
      case "service", "headless" -> 12;
      case "reverse", "external-outside", "headless-endpoint", "headless-port", "headless-zone" ->
          7;
      case "external-inside", "service-port", "service-endpoint", "pod" -> 5;
      case "apex", "missing", "namespace", "pod-odd" -> 3;
      default -> 2;
    };
  }

  @Override
  public Question next(RandomGenerator random) {
    Shape shape = shapes.next(random);
    String name = Pick.one(shape.names(), random);
    Pick<Integer> types = shape.name().startsWith("reverse") ? REVERSE_TYPES : FORWARD_TYPES;
    return Question.of("cluster." + shape.name(), name, types.next(random));
  }
}
