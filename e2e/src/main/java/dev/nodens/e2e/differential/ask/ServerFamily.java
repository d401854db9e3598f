package dev.nodens.e2e.differential.ask;

import dev.nodens.verify.ask.Question;
import dev.nodens.verify.ask.Question.Edns;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Type;

/// Questions about the server itself: names that it does not serve, classes, opcodes, EDNS
/// versions, types with a meaning of their own.
public final class ServerFamily implements Family {
  private static final List<String> UNSERVED =
      List.of(".", "test.", "unserved.invalid.", "local.", "arpa.", "x.y.z.unserved.invalid.");
  private static final List<Integer> TYPES =
      List.of(0, Type.A, Type.NS, Type.ANY, Type.OPT, Type.DS, 250, 253, 254, 65280, 65535);

  private final List<String> served;

  /// Questions that use `served` as names that some block serves.
  public ServerFamily(List<String> served) {
    this.served = List.copyOf(served);
  }

  @Override
  public Question next(RandomGenerator random) {
    String name = Pick.one(served, random);
    return switch (random.nextInt(9)) {
      case 0, 1 -> Question.of("server.unserved", Pick.one(UNSERVED, random), Type.A);
      case 2 -> Question.of("server.type", name, Pick.one(TYPES, random));
      case 3 -> chaos(random);
      case 4 ->
          Question.of("server.class", name, Type.A)
              .withClass(Pick.one(List.of(2, 3, 4, 254, 255, 65535), random));
      case 5 ->
          Question.of("server.opcode", name, Type.SOA)
              .withOpcode(Pick.one(List.of(1, Opcode.STATUS, 3, Opcode.UPDATE, 6, 15), random));
      case 6 -> Question.of("server.version", name, Type.A).withEdns(version(random));
      case 7 -> Question.of("server.transfer", name, random.nextBoolean() ? Type.AXFR : Type.IXFR);
      default ->
          Question.of("server.root", ".", Pick.one(List.of(Type.NS, Type.SOA, Type.A), random));
    };
  }

  private static Question chaos(RandomGenerator random) {
    List<String> names =
        List.of("version.bind.", "version.server.", "id.server.", "hostname.bind.", "other.bind.");
    int type = random.nextInt(4) == 0 ? Type.A : Type.TXT;
    return Question.of("server.chaos", Pick.one(names, random), type)
        .withClass(random.nextInt(6) == 0 ? DClass.IN : DClass.CH);
  }

  private static Edns version(RandomGenerator random) {
    return new Edns(1232, 1 + random.nextInt(255), random.nextBoolean(), List.of());
  }
}
