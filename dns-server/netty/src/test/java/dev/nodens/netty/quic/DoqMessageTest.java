package dev.nodens.netty.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoqMessageTest {
  private static final String QUESTION = " 0161 00 0001 0001";
  private static final String OPT = " 00 0029 1000 00000000 ";

  private static byte[] octets(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 0000 0100 0001 0000 0000 0000" + QUESTION,
    "true, 0000 0100 0001 0000 0000 0001" + QUESTION + OPT + "0000",
    "true, 0000 0100 0001 0000 0000 0001" + QUESTION + OPT + "0006 000a 0002 000b",
    "true, 0000 0100 0001 0000 0000 0001" + QUESTION + OPT + "0004 000b 0009",
    "false, 0000 0100 0001 0000 0000 0001" + QUESTION + OPT + "0004 000b 0000",
    "false, 0000 0100 0001 0000 0000 0001" + QUESTION + OPT + "000c 000a 0002 0000 000b 0002 0001",
    "false, 0001 0100 0001 0000 0000 0000" + QUESTION,
    "false, 0000 8100 0001 0000 0000 0000" + QUESTION,
    "false, 0000 0100 0001 0000 0000",
  })
  void tellsQueriesFromWhatBreaksTheProtocol(boolean query, String message) {
    byte[] octets = octets(message);
    byte[] framed = octets("ffff" + message);

    assertThat(DoqMessage.isQuery(octets, 0, octets.length)).isEqualTo(query);
    assertThat(DoqMessage.isQuery(framed, 2, octets.length)).isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource({
    "4242 0100 0001 0000 0000 0000" + QUESTION + ", 0000 0100 0001 0000 0000 0000" + QUESTION,
    "4242 0100 0001 0000 0000 0001"
        + QUESTION
        + OPT
        + "000f 000a 0001 07 000b 0002 0001 000c 0000, 0000 0100 0001 0000 0000 0001"
        + QUESTION
        + OPT
        + "0009 000a 0001 07 000c 0000",
    "0000 0100 0001 0000 0000 0001"
        + QUESTION
        + OPT
        + "0008 000b 0000 000b 0000, 0000 0100 0001 0000 0000 0001"
        + QUESTION
        + OPT
        + "0000",
  })
  void takesIdentifierAndKeepaliveOutOfQueries(String query, String sent) {
    byte[] octets = octets(query);

    assertThat(DoqMessage.outgoing(octets, octets.length)).isEqualTo(octets(sent));
    assertThat(octets).as("the query stays as it was").isEqualTo(octets(query));
  }
}
