package dev.nodens.operator.observe;

import dev.nodens.operator.observe.UpstreamProbe.Reach;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks over UDP with one socket for all pods and two tries per pod.
public final class UdpRevisionProbe implements RevisionProbe {
  private static final UdpBatch.Question REVISION =
      new UdpBatch.Question(0, Name.parse("revision.nodens.").wire(), RrType.TXT, RrClass.CH);
  private static final UdpBatch.Question ROOT =
      new UdpBatch.Question(Header.RD, Name.parse(".").wire(), RrType.NS, RrClass.IN);

  private static final int TRIES = 2;

  /// A server gives up on its upstreams, and says so, after five seconds.
  private static final Duration FORWARDED = Duration.ofSeconds(6);

  private final UdpBatch pods;
  private final UdpBatch outside;
  private final Prober prober;

  /// @param port where pods answer DNS
  /// @param patience how long a try waits for answers
  /// @param random source of message ids
  public UdpRevisionProbe(int port, Duration patience, RandomGenerator random) {
    this.pods = new UdpBatch(port, TRIES, patience, random);
    this.outside = new UdpBatch(port, 1, FORWARDED, random);
    this.prober = new SocketProber(port, patience, random);
  }

  @Override
  public Prober prober() {
    return prober;
  }

  @Override
  public Map<String, Answer> ask(Collection<String> addresses) {
    return pods.ask(
        addresses,
        REVISION,
        new UdpBatch.Reading<>() {
          @Override
          public Answer of(ByteBuffer message) {
            return read(message);
          }

          @Override
          public Answer none(String reason) {
            return new Silent(reason);
          }
        });
  }

  @Override
  public UpstreamProbe upstreams() {
    return addresses -> outside.ask(addresses, ROOT, FROM_OUTSIDE);
  }

  /// A server that is silent may be busy; only one that says so has failed. Many upstreams refuse
  /// the question, which is an answer.
  private static final UdpBatch.Reading<Reach> FROM_OUTSIDE =
      new UdpBatch.Reading<>() {
        @Override
        public Reach of(ByteBuffer message) {
          if (message.limit() < Header.LENGTH) {
            return Reach.UNKNOWN;
          }
          int rcode = message.getShort(Header.FLAGS) & Header.RCODE_MASK;
          return rcode == Rcode.SERVFAIL ? Reach.FAILED : Reach.REACHED;
        }

        @Override
        public Reach none(String reason) {
          return Reach.UNKNOWN;
        }
      };

  private static Answer read(ByteBuffer message) {
    var records = new RecordCursor();
    byte[] bytes = new byte[message.limit()];
    message.get(0, bytes);
    records.reset(bytes, bytes.length);
    while (records.next()) {
      Optional<String> text =
          records.type() == RrType.TXT ? CharacterString.first(records) : Optional.empty();
      if (text.isPresent()) {
        return new Serves(text.get());
      }
    }
    return new Silent("answers DNS, but not revision.nodens.; it is not a Nodens server");
  }
}
