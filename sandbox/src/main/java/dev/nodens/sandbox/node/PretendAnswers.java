package dev.nodens.sandbox.node;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server with a configuration would answer, as far as somebody looks who wants to know
/// whether it works: the hash of the configuration, the API server's name and address if the
/// configuration has `kubernetes`, a node's name if it reads node hosts, and for names that it
/// forwards an empty answer, or SERVFAIL when the upstream is one of the documentation's addresses
/// (RFC 5737), which nobody can reach. Immutable; any thread.
final class PretendAnswers {
  private static final Name REVISION = Name.parse("revision.nodens.");
  private static final Name API_ADDRESS = Name.parse("1.0.96.10.in-addr.arpa.");
  private static final byte[] API_SERVER = {10, 96, 0, 1};
  private static final byte[] NODE = {10, (byte) 200, 0, 1};
  private static final Pattern KUBERNETES = Pattern.compile("(?m)^\\s*kubernetes\\s+(\\S+)");
  private static final Pattern FORWARD = Pattern.compile("(?m)^\\s*forward\\s+(\\S+)\\s+(\\S+)");
  private static final Pattern NOWHERE =
      Pattern.compile("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\..*");

  private final String hash;
  private final String corefile;
  private final Optional<Name> apiServer;

  PretendAnswers(byte[] configuration) {
    this.hash = sha256(configuration);
    this.corefile = new String(configuration, StandardCharsets.UTF_8);
    Matcher kubernetes = KUBERNETES.matcher(corefile);
    this.apiServer =
        kubernetes.find()
            ? Optional.of(Name.parse("kubernetes.default.svc." + kubernetes.group(1)))
            : Optional.empty();
  }

  private static String sha256(byte[] configuration) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(configuration);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The reply to a query; empty when it is none.
  Optional<byte[]> reply(byte[] query, int length) {
    byte[] expanded = new byte[WireName.MAX_LENGTH];
    if (length < Header.LENGTH
        || Octets.u16(query, Header.QDCOUNT) != 1
        || WireName.expand(query, Header.LENGTH, length, expanded, 0) < 0) {
      return Optional.empty();
    }
    int after = WireName.skip(query, Header.LENGTH, length);
    if (after + 4 > length) {
      return Optional.empty();
    }
    Name name = Name.of(expanded, 0);
    int type = Octets.u16(query, after);
    int rrclass = Octets.u16(query, after + 2);
    var reply = new MessageWriter(512);
    int flags = Header.QR | Header.AA | Octets.u16(query, Header.FLAGS) & Header.RD;
    reply.startQuestion(
        Octets.u16(query, Header.ID), flags, Arrays.copyOf(expanded, name.length()), type, rrclass);
    reply.rcode(answer(reply, name, type, rrclass));
    return Optional.of(Arrays.copyOf(reply.buffer(), reply.length()));
  }

  private int answer(MessageWriter reply, Name name, int type, int rrclass) {
    if (rrclass == RrClass.CH) {
      if (!name.equals(REVISION) || type != RrType.TXT) {
        return Rcode.REFUSED;
      }
      byte[] text = hash.getBytes(StandardCharsets.US_ASCII);
      reply.beginAtQuestion(RrType.TXT, RrClass.CH, 0);
      reply.u8(text.length);
      reply.data(text, 0, text.length);
      reply.end(RecordCursor.ANSWER);
      return Rcode.NOERROR;
    }
    if (apiServer.isPresent() && name.equals(apiServer.get())) {
      address(reply, type, API_SERVER);
      return Rcode.NOERROR;
    }
    if (apiServer.isPresent() && name.equals(API_ADDRESS)) {
      reply.beginAtQuestion(RrType.PTR, RrClass.IN, 30);
      reply.plainName(apiServer.get().wire(), 0);
      reply.end(RecordCursor.ANSWER);
      return Rcode.NOERROR;
    }
    if (corefile.contains("NodeHosts") && name.labels() == 1) {
      address(reply, type, NODE);
      return Rcode.NOERROR;
    }
    return isForwardedNowhere(name) ? Rcode.SERVFAIL : Rcode.NOERROR;
  }

  private static void address(MessageWriter reply, int type, byte[] address) {
    if (type == RrType.A) {
      reply.beginAtQuestion(RrType.A, RrClass.IN, 30);
      reply.data(address, 0, address.length);
      reply.end(RecordCursor.ANSWER);
    }
  }

  /// Without `forward` nobody knows the names of others either.
  private boolean isForwardedNowhere(Name name) {
    int longest = -1;
    boolean nowhere = true;
    for (Matcher forward = FORWARD.matcher(corefile); forward.find(); ) {
      Name zone = Name.parse(forward.group(1));
      if (name.isAtOrBelow(zone) && zone.labels() > longest) {
        longest = zone.labels();
        nowhere = NOWHERE.matcher(forward.group(2)).matches();
      }
    }
    return nowhere;
  }
}
