package dev.nodens.zone;

import dev.nodens.core.ReplySeal;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/// Checks the signatures of requests, and signs replies (TSIG, RFC 8945). Thread-safe.
public final class TransactionKeys {
  /// Type, class, TTL and length; times, original ID, error and the lengths within the data.
  private static final int FIXED = 10 + 16;

  /// The server's time, which a client with another time is told.
  private static final int TIME = 6;

  private static final Duration FUDGE = Duration.ofMinutes(5);

  private static final Map<org.xbill.DNS.Name, Integer> DIGESTS =
      Map.of(
          TSIG.HMAC_MD5, 16,
          TSIG.HMAC_SHA1, 20,
          TSIG.HMAC_SHA224, 28,
          TSIG.HMAC_SHA256, 32,
          TSIG.HMAC_SHA384, 48,
          TSIG.HMAC_SHA512, 64);

  private final Map<Name, byte[]> secrets;

  /// @param secrets by the key's name
  public TransactionKeys(Map<Name, byte[]> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /// What a signature is worth.
  ///
  /// @param error 0, BADSIG, BADKEY or BADTIME; FORMERR for what is not a message at all
  /// @param seal signs the reply, or says in it what is wrong
  public record Verdict(int error, ReplySeal seal) {}

  /// Judges a request whose last record is a TSIG record.
  public Verdict judge(byte[] request) {
    Message message;
    try {
      message = new Message(request);
    } catch (IOException | RuntimeException e) {
      return new Verdict(Rcode.FORMERR, new Unsigned(null, Rcode.FORMERR));
    }
    @Nullable TSIGRecord record = message.getTSIG();
    if (record == null) {
      return new Verdict(Rcode.BADSIG, new Unsigned(null, Rcode.BADSIG));
    }
    byte @Nullable [] secret = secrets.get(Name.of(record.getName().toWire(), 0));
    if (secret == null) {
      return new Verdict(Rcode.BADKEY, new Unsigned(record, Rcode.BADKEY));
    }
    TSIG key;
    try {
      key = new TSIG(record.getAlgorithm(), record.getName(), secret);
    } catch (IllegalArgumentException e) {
      return new Verdict(Rcode.BADSIG, new Unsigned(record, Rcode.BADSIG));
    }
    int error =
        record.getSignature().length < digestLength(record)
            ? Rcode.BADSIG
            : key.verify(message, request, null);
    return switch (error) {
      case Rcode.NOERROR -> new Verdict(error, new Signed(key, record, error));
      // The client needs our time, and may believe it only if it is signed (RFC 8945 §5.2.3).
      case Rcode.BADTIME -> new Verdict(error, new Signed(key, record, error));
      default -> new Verdict(error, new Unsigned(record, error));
    };
  }

  /// Octets of a whole signature; cut ones are not taken (RFC 8945 §5.2.2.1 leaves that to policy).
  private static int digestLength(TSIGRecord record) {
    Integer length = DIGESTS.get(record.getAlgorithm());
    return length == null ? 0 : length;
  }

  private static int length(TSIGRecord record) {
    return record.getName().length() + FIXED + record.getAlgorithm().length();
  }

  private static void append(MessageWriter reply, TSIGRecord record) {
    byte[] wire = record.toWire(Section.ADDITIONAL);
    reply.records(wire, 0, wire.length, RecordCursor.ADDITIONAL, 1);
  }

  /// Signs each message over the one before (RFC 8945 §5.3.1).
  private static final class Signed implements ReplySeal {
    private final TSIG key;
    private final int error;
    private TSIGRecord before;
    private boolean first = true;

    Signed(TSIG key, TSIGRecord request, int error) {
      this.key = key;
      this.before = request;
      this.error = error;
    }

    @Override
    public int length() {
      return TransactionKeys.length(before) + digestLength(before) + TIME;
    }

    @Override
    public @Nullable Name signer() {
      return error == Rcode.NOERROR ? Name.of(before.getName().toWireCanonical(), 0) : null;
    }

    @Override
    public void seal(MessageWriter reply) {
      byte[] octets = Arrays.copyOf(reply.buffer(), reply.length());
      var header = new Message(Octets.u16(octets, 0));
      before = key.generate(header, octets, error, before, first);
      first = false;
      append(reply, before);
    }
  }

  /// Says what is wrong with the request's signature, without one of its own (RFC 8945 §5.2).
  private static final class Unsigned implements ReplySeal {
    private final @Nullable TSIGRecord request;
    private final int error;

    Unsigned(@Nullable TSIGRecord request, int error) {
      this.request = request;
      this.error = error;
    }

    @Override
    public int length() {
      return request == null ? 0 : TransactionKeys.length(request);
    }

    @Override
    public void seal(MessageWriter reply) {
      if (request != null) {
        append(
            reply,
            new TSIGRecord(
                request.getName(),
                DClass.ANY,
                0,
                request.getAlgorithm(),
                Instant.EPOCH,
                FUDGE,
                new byte[0],
                request.getOriginalID(),
                error,
                new byte[0]));
      }
    }
  }
}
