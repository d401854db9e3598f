package dev.nodens.plugin.secondary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.ManualLoop;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import dev.nodens.zone.Primary;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneBuilder;
import dev.nodens.zone.ZoneCopy;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.ZoneSlot;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CopiesTest {
  private final List<String> served = new ArrayList<>();
  private final List<String> fetched = new ArrayList<>();
  private final Copies copies =
      new Copies(slots -> {
        served.clear();
        slots.forEach(slot -> served.add(slot.origin().toString()));
      });

  /// Has every zone, with the serial number 0.
  private final class Fake implements Primary {
    @Override
    public long serial(Name origin) {
      return 0;
    }

    @Override
    public Zone transfer(Name origin) {
      fetched.add(origin.toString());
      return empty(origin).build();
    }
  }

  private static ZoneBuilder empty(Name origin) {
    var zone = new ZoneBuilder(origin);
    byte[] soa = new byte[22];
    soa[13] = 60;
    zone.add(origin, RrType.SOA, 60, soa);
    return zone;
  }

  private Copying copying(Name zone) {
    var copy =
        new ZoneCopy(
            new ZoneSlot(zone), List.of(new Fake()), InstantSource.system(), ZoneListener::none);
    return new Copying(
        copy,
        List.of(InetAddress.getLoopbackAddress()),
        new ManualLoop(0),
        Runnable::run,
        new SplittableRandom(1));
  }

  /// Members are written `ID ZONE`, or `ID ZONE NEW-OWNER`.
  private void apply(String origin, List<Name> allowed, String... members) {
    Name name = Name.parse(origin);
    ZoneBuilder zone = empty(name);
    zone.add(name, RrType.NS, 60, Name.ROOT.wire());
    zone.add(name.prepend("version"), RrType.TXT, 60, new byte[] {1, '2'});
    for (String member : members) {
      String[] parts = member.split(" ");
      Name entry = name.prepend(parts[0] + ".zones");
      zone.add(entry, RrType.PTR, 60, Name.parse(parts[1]).wire());
      if (parts.length > 2) {
        zone.add(entry.prepend("coo"), RrType.PTR, 60, Name.parse(parts[2]).wire());
      }
    }
    copies.apply(zone.build(), allowed, this::copying);
  }

  private void apply(String... members) {
    apply("cat.test.", List.of(), members);
  }

  @Test
  void membersComeAndGo() {
    apply("1 a.org", "2 b.org");
    assertThat(served).containsExactlyInAnyOrder("a.org.", "b.org.");
    assertThat(fetched).containsExactlyInAnyOrder("a.org.", "b.org.");
    apply("2 b.org", "3 c.org");
    assertThat(served).containsExactlyInAnyOrder("b.org.", "c.org.");
    assertThat(fetched).as("what stays is not fetched again").hasSize(3);
    assertThat(copies.get(Name.parse("a.org."))).isNull();
  }

  @Test
  void anotherIdMeansAnotherZone() {
    apply("1 a.org");
    apply("9 a.org");
    assertThat(fetched).containsExactly("a.org.", "a.org.");
  }

  @Test
  void membersMustBeInTheZonesThatTheCorefileAllows() {
    apply("cat.test.", List.of(Name.parse("org.")), "1 a.org", "2 b.net");
    assertThat(served).containsExactly("a.org.");
  }

  @Test
  void zonesOfTheCorefileStay() {
    Name zone = Name.parse("a.org.");
    Copying named = copying(zone);
    copies.add(zone, named);
    apply("1 a.org");
    assertThat(copies.get(zone)).isSameAs(named);
    apply();
    assertThat(served).containsExactly("a.org.");
  }

  @Test
  void aMemberOfAnotherCatalogIsTakenOverOnlyIfThatOneSaysSo() {
    apply("cat.test.", List.of(), "1 a.org");
    Copying before = copies.get(Name.parse("a.org."));
    apply("new.test.", List.of(), "1 a.org");
    assertThat(copies.get(Name.parse("a.org."))).isSameAs(before);
    apply("cat.test.", List.of(), "1 a.org new.test");
    apply("new.test.", List.of(), "1 a.org");
    assertThat(copies.get(Name.parse("a.org."))).isNotSameAs(before);
    assertThat(fetched).as("the same entry keeps its zone").containsExactly("a.org.");
    apply("cat.test.", List.of());
    assertThat(served).containsExactly("a.org.");
  }

  @Test
  void aFaultyCatalogChangesNothing() {
    apply("1 a.org");
    copies.apply(empty(Name.parse("cat.test.")).build(), List.of(), this::copying);
    assertThat(served).containsExactly("a.org.");
  }
}
