package dev.nodens.e2e.differential.ask;

import dev.nodens.verify.ask.Question;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Type;

/// Questions that upstreams answer: one name below each zone for each behaviour of
/// [dev.nodens.e2e.differential.Script], with a random label ahead, so that caches hit and miss.
public final class OutsideFamily implements Family {
  private static final List<String> SHAPES =
      List.of(
          "a1",
          "a3",
          "a20",
          "a150",
          "ttl0",
          "ttl3",
          "ttlmix",
          "cname",
          "chain",
          "dangling",
          "nx",
          "nxnosoa",
          "nodata",
          "nodatanosoa",
          "servfail",
          "refused",
          "notimp",
          "formerr",
          "aa",
          "ad",
          "ede",
          "nsid",
          "txt",
          "deleg",
          "upper",
          "cnamenx",
          "nxanswer",
          "mx",
          "extra");
  private static final Pick<Integer> TYPES =
      new Pick<Integer>()
          .add(12, Type.A)
          .add(6, Type.AAAA)
          .add(2, Type.TXT)
          .add(2, Type.MX)
          .add(1, Type.HTTPS)
          .add(1, Type.SOA)
          .add(1, Type.ANY)
          .add(1, Type.PTR);

  private final List<String> zones;

  /// Questions below `zones`.
  public OutsideFamily(List<String> zones) {
    this.zones = List.copyOf(zones);
  }

  @Override
  public Question next(RandomGenerator random) {
    String shape = Pick.one(SHAPES, random);
    String name = "n" + random.nextInt(6) + "." + shape + "." + Pick.one(zones, random);
    return Question.of("outside." + shape, name, TYPES.next(random));
  }
}
