package dev.nodens.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.observe.Prober.Transport;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResolutionTest {
  private static final Reply GOOD = new Reply.Answer(Rcode.NOERROR, List.of("10.96.0.1"));
  private static final Reply BAD = new Reply.Answer(Rcode.SERVFAIL, List.of());
  private static final Reply SILENT = new Reply.Silent("no answer");

  static Stream<Arguments> replies() {
    return Stream.of(
        Arguments.of("all is well", GOOD, GOOD, GOOD, GOOD, ""),
        Arguments.of("a wrong answer", GOOD, GOOD, BAD, GOOD, "second b. A over UDP: SERVFAIL"),
        Arguments.of(
            "a server that waits in vain",
            GOOD,
            GOOD,
            SILENT,
            GOOD,
            "second b. A over UDP: no answer"),
        Arguments.of("a transport that is closed", GOOD, SILENT, GOOD, SILENT, ""),
        Arguments.of("a pod that cannot be asked", SILENT, SILENT, SILENT, SILENT, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replies")
  void whoAnswersSomethingMustAnswerAll(
      String what, Reply firstUdp, Reply firstTcp, Reply secondUdp, Reply secondTcp, String fault) {
    assertThat(
            Resolution.fault(
                    List.of(
                        new Result(probe("first", "a."), Transport.UDP, firstUdp),
                        new Result(probe("first", "a."), Transport.TCP, firstTcp),
                        new Result(probe("second", "b."), Transport.UDP, secondUdp),
                        new Result(probe("second", "b."), Transport.TCP, secondTcp)))
                .orElse(""))
        .as(what)
        .isEqualTo(fault);
  }

  private static Probe probe(String what, String name) {
    return Probe.in(what, Name.parse(name), RrType.A, new Probe.Records(""));
  }
}
