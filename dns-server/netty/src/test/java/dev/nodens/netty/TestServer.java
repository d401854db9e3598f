package dev.nodens.netty;

import dev.nodens.core.Chain;
import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;
import dev.nodens.core.server.Server;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server whose answer depends on the first letter of the name: `s`low ones come after 100 ms,
/// `b`ig ones have 40,000 octets, `d`ropped ones never come; the rest is at once. The A record
/// holds the local address that the query came to.
final class TestServer {
  private TestServer() {}

  static Server make() {
    return make("dns://:0");
  }

  static Server make(String label) {
    Handler handler = TestServer::serve;
    var chain = new Chain(List.of("test"), List.of(handler));
    Name root = Name.parse(".");
    var zone = new ServedZone(0, label, root, ".", chain);
    var panics = new MetricRegistry(4).counters("panics", "").with();
    return new Server(label, List.of(zone), false, "revision", List.of(), panics);
  }

  private static Outcome serve(Exchange exchange) {
    return switch (exchange.query().qname()[1]) {
      case 's' -> {
        exchange
            .loop()
            .schedule(() -> exchange.resume(answer(exchange)), TimeUnit.MILLISECONDS.toNanos(100));
        yield Outcome.PARKED;
      }
      case 'b' -> big(exchange);
      case 'd' -> Outcome.DROPPED;
      default -> answer(exchange);
    };
  }

  private static Outcome answer(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    int length = exchange.localAddressLength();
    reply.beginAtQuestion(length == 4 ? RrType.A : RrType.AAAA, RrClass.IN, 30);
    reply.data(exchange.localAddress(), 0, length);
    reply.end(RecordCursor.ANSWER);
    return Outcome.ANSWERED;
  }

  private static Outcome big(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    byte[] data = new byte[20_000];
    for (int i = 0; i < 2; i++) {
      reply.beginAtQuestion(65400 + i, RrClass.IN, 30);
      reply.data(data, 0, data.length);
      reply.end(RecordCursor.ANSWER);
    }
    return Outcome.ANSWERED;
  }

  /// A query as octets, with `id`.
  static byte[] query(int id, String name) {
    var writer = new MessageWriter(512);
    writer.startQuestion(id, 0, Name.parse(name).lower(), RrType.A, RrClass.IN);
    return java.util.Arrays.copyOf(writer.buffer(), writer.length());
  }

  /// The id of a message.
  static int id(byte[] message) {
    return (message[0] & 0xff) << 8 | message[1] & 0xff;
  }
}
