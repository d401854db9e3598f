package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nodens.corefile.ListenConflicts.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ListenConflictsTest {

  private static final String V4 = "127.0.0.1";

  static Stream<Arguments> compatible() {
    return Stream.of(
        arguments(List.of(zone("."), zone("a."))),
        arguments(List.of(zone("."), on(54, "."))),
        arguments(List.of(zone("."), tls("."))),
        arguments(List.of(zone(".", V4), zone(".", "127.0.0.2"))),
        arguments(List.of(zone(".", V4, "::1"), zone("a.", V4))),
        arguments(List.of(filtered("."), filtered("."), zone("."))),
        arguments(List.of(zone("."), filtered("."))),
        arguments(List.of(filtered(".", V4), zone("."))));
  }

  @ParameterizedTest
  @MethodSource("compatible")
  void acceptsBlocksThatShareNothing(List<Served> blocks) {
    assertThatCode(() -> ListenConflicts.check(numbered(blocks))).doesNotThrowAnyException();
  }

  static Stream<Arguments> conflicting() {
    return Stream.of(
        arguments(
            List.of(zone("."), zone(".")),
            "Corefile:2 - cannot serve dns://.:53 - it is already defined"),
        arguments(
            List.of(zone(".", V4), zone(".", V4)),
            "Corefile:2 - cannot serve dns://.:53 on 127.0.0.1 - it is already defined"),
        arguments(
            List.of(zone(".", V4, V4)),
            "Corefile:1 - cannot serve dns://.:53 on 127.0.0.1 - it is already defined"),
        arguments(
            List.of(zone(".", V4), zone("a."), zone(".")),
            "Corefile:3 - cannot serve dns://.:53"
                + " - zone overlap listener capacity with dns://.:53 on 127.0.0.1"),
        arguments(
            List.of(zone("."), zone(".", V4)),
            "Corefile:2 - cannot serve dns://.:53 on 127.0.0.1"
                + " - zone overlap listener capacity with dns://.:53"),
        arguments(
            List.of(zone("."), filtered(".", V4)),
            "Corefile:2 - cannot serve dns://.:53 on 127.0.0.1"
                + " - zone overlap listener capacity with dns://.:53"),
        arguments(
            List.of(filtered("a."), zone("a."), zone("a.")),
            "Corefile:3 - cannot serve dns://a.:53 - it is already defined"));
  }

  @ParameterizedTest
  @MethodSource("conflicting")
  void refusesTheLaterOfTwoThatClash(List<Served> blocks, String message) {
    assertThatThrownBy(() -> ListenConflicts.check(numbered(blocks)))
        .isInstanceOf(CorefileException.class)
        .hasMessage(message);
  }

  private static Served zone(String zone, String... addresses) {
    return served(Transport.DNS, zone, 53, false, addresses);
  }

  private static Served on(int port, String zone) {
    return served(Transport.DNS, zone, port, false);
  }

  private static Served tls(String zone) {
    return served(Transport.TLS, zone, 53, false);
  }

  private static Served filtered(String zone, String... addresses) {
    return served(Transport.DNS, zone, 53, true, addresses);
  }

  private static Served served(
      Transport transport, String zone, int port, boolean filtered, String... addresses) {
    ZoneKey key = new ZoneKey(transport, zone, port, new Position("Corefile", 0));
    return new Served(key, addresses.length == 0 ? List.of("") : List.of(addresses), filtered);
  }

  /// Puts block number n on line n.
  private static List<Served> numbered(List<Served> blocks) {
    List<Served> result = new ArrayList<>();
    for (Served block : blocks) {
      ZoneKey key = block.key();
      Position line = new Position("Corefile", result.size() + 1);
      ZoneKey moved = new ZoneKey(key.transport(), key.zone(), key.port(), line);
      result.add(new Served(moved, block.addresses(), block.filtered()));
    }
    return result;
  }
}
