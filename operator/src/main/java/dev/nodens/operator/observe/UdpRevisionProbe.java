package dev.nodens.operator.observe;

import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Asks over UDP with one socket for all pods and two tries per pod.
public final class UdpRevisionProbe implements RevisionProbe {
  private static final UdpBatch.Question REVISION =
      new UdpBatch.Question(0, Name.parse("revision.nodens.").wire(), RrType.TXT, RrClass.CH);
  private static final UdpBatch.Question ROOT =
      new UdpBatch.Question(Header.RD, Name.parse(".").wire(), RrType.NS, RrClass.IN);

  private final UdpBatch pods;

  /// @param port where pods answer DNS
  /// @param patience how long a try waits for answers
  /// @param random source of message ids
  public UdpRevisionProbe(int port, Duration patience, RandomGenerator random) {
    this.pods = new UdpBatch(port, patience, random);
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
    return addresses ->
        pods.ask(addresses, ROOT, ANSWERED).entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
  }

  /// Whether some server outside the cluster has answered. Many refuse the question.
  private static final UdpBatch.Reading<Boolean> ANSWERED =
      new UdpBatch.Reading<>() {
        @Override
        public Boolean of(ByteBuffer message) {
          if (message.limit() < Header.LENGTH) {
            return false;
          }
          int rcode = message.getShort(Header.FLAGS) & Header.RCODE_MASK;
          return rcode != Rcode.SERVFAIL;
        }

        @Override
        public Boolean none(String reason) {
          return false;
        }
      };

  private static Answer read(ByteBuffer message) {
    var records = new RecordCursor();
    byte[] bytes = new byte[message.limit()];
    message.get(0, bytes);
    records.reset(bytes, bytes.length);
    while (records.next()) {
      Optional<String> text = records.type() == RrType.TXT ? text(records) : Optional.empty();
      if (text.isPresent()) {
        return new Serves(text.get());
      }
    }
    return new Silent("answers DNS, but not revision.nodens.; it is not a Nodens server");
  }

  /// The first character string of a TXT record.
  private static Optional<String> text(RecordCursor record) {
    int length = record.dataLength() == 0 ? 0 : record.message()[record.dataAt()] & 0xff;
    return length == 0 || length >= record.dataLength()
        ? Optional.empty()
        : Optional.of(
            new String(record.message(), record.dataAt() + 1, length, StandardCharsets.US_ASCII));
  }
}
