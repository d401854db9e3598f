package dev.nodens.plugin.chaos;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Answers TXT queries of class CH for five names (RFC 4892 and what BIND made customary); all else
/// goes on.
final class ChaosHandler implements Handler {
  private static final byte[] VERSION_BIND = Name.parse("version.bind.").lower();
  private static final byte[] VERSION_SERVER = Name.parse("version.server.").lower();
  private static final byte[] AUTHORS_BIND = Name.parse("authors.bind.").lower();
  private static final byte[] HOSTNAME_BIND = Name.parse("hostname.bind.").lower();
  private static final byte[] ID_SERVER = Name.parse("id.server.").lower();

  private final byte[] version;
  private final List<byte[]> authors;
  private final byte[] hostName;
  private final RandomGenerator[] randomByLoop;

  ChaosHandler(
      byte[] version, List<byte[]> authors, byte[] hostName, RandomGenerator[] randomByLoop) {
    this.version = version;
    this.authors = authors;
    this.hostName = hostName;
    this.randomByLoop = randomByLoop;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qclass() != RrClass.CH || query.qtype() != RrType.TXT) {
      return Outcome.NEXT;
    }
    if (asks(query, VERSION_BIND) || asks(query, VERSION_SERVER)) {
      return answer(exchange, version);
    }
    if (asks(query, HOSTNAME_BIND) || asks(query, ID_SERVER)) {
      return answer(exchange, hostName);
    }
    return asks(query, AUTHORS_BIND) ? answerAuthors(exchange) : Outcome.NEXT;
  }

  private static boolean asks(Query query, byte[] name) {
    return Arrays.equals(query.qname(), 0, query.qnameLength(), name, 0, name.length);
  }

  private static Outcome answer(Exchange exchange, byte[] text) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    Records.txt(reply, RecordCursor.ANSWER, RrClass.CH, 0, text);
    return Outcome.ANSWERED;
  }

  /// All authors, in an order that no author can be proud of.
  private Outcome answerAuthors(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    byte[][] order = authors.toArray(byte[][]::new);
    RandomGenerator random = randomByLoop[exchange.loop().index()];
    for (int left = order.length; left > 0; left--) {
      int pick = random.nextInt(left);
      Records.txt(reply, RecordCursor.ANSWER, RrClass.CH, 0, order[pick]);
      order[pick] = order[left - 1];
    }
    return Outcome.ANSWERED;
  }
}
