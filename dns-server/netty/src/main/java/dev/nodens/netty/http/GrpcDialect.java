package dev.nodens.netty.http;

import dev.nodens.core.Exchange;
import dev.nodens.core.Transport;
import dev.nodens.wire.Header;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/// CoreDNS's DNS over gRPC: the method `Query` of `coredns.dns.DnsService`, a DNS message in, a DNS
/// message out. Errors are statuses of gRPC in a response without a body.
final class GrpcDialect implements Dialect {
  static final String PATH = "/coredns.dns.DnsService/Query";
  static final String MEDIA_TYPE = "application/grpc";

  /// A DNS message, tag and length of its field, and the prefix of gRPC.
  private static final int MOST_OCTETS = 65535 + 4 + 5;

  private static final int UNKNOWN = 2;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;
  private static final HttpAnswer WRONG_MEDIA_TYPE =
      new HttpAnswer(415, List.of(), new byte[0], List.of());
  private static final HttpAnswer WRONG_METHOD =
      new HttpAnswer(405, List.of(), new byte[0], List.of());

  @Override
  public Transport transport() {
    return Transport.GRPC;
  }

  @Override
  public Reading read(String method, String target, String contentType, byte[] body, int length) {
    if (!method.equals("POST")) {
      return WRONG_METHOD;
    }
    if (!contentType.startsWith(MEDIA_TYPE)) {
      return WRONG_MEDIA_TYPE;
    }
    if (!target.equals(PATH)) {
      return failed(UNIMPLEMENTED, "unknown method " + target.replaceAll("[^!-$&-~]", "?"));
    }
    byte[] message;
    try {
      message = DnsPacket.decode(body, length);
    } catch (CorruptedFrameException e) {
      return failed(INTERNAL, String.valueOf(e.getMessage()));
    }
    if (message.length < Header.LENGTH) {
      return failed(UNKNOWN, "dns: buffer size too small");
    }
    return (Header.flags(message) & Header.QR) == 0
        ? new DnsQuery(message)
        : failed(UNKNOWN, "dns request rejected");
  }

  /// A reply that is a header only is the server's way to say that it cannot read the query.
  @Override
  public HttpAnswer answer(Exchange exchange) {
    int length = exchange.reply().length();
    if (length == Header.LENGTH) {
      return failed(UNKNOWN, "dns request rejected");
    }
    return new HttpAnswer(
        HttpAnswer.OK,
        List.of("content-type", MEDIA_TYPE),
        DnsPacket.encode(exchange.reply().buffer(), length),
        List.of("grpc-status", "0", "grpc-message", ""));
  }

  @Override
  public HttpAnswer silence() {
    return failed(UNAVAILABLE, "no response");
  }

  @Override
  public int mostOctets() {
    return MOST_OCTETS;
  }

  @Override
  public HttpAnswer tooLarge() {
    return failed(RESOURCE_EXHAUSTED, "grpc: received message larger than max");
  }

  private static HttpAnswer failed(int status, String message) {
    return new HttpAnswer(
        HttpAnswer.OK,
        List.of(
            "content-type",
            MEDIA_TYPE,
            "grpc-status",
            Integer.toString(status),
            "grpc-message",
            message),
        new byte[0],
        List.of());
  }
}
