package dev.nodens.netty.http;

import dev.nodens.core.Exchange;
import dev.nodens.core.Transport;
import dev.nodens.wire.Header;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// DNS over HTTPS (RFC 8484), with CoreDNS's path and statuses: 404 for another path, 400 for what
/// is no query, 500 for a query that gets no reply.
final class DohDialect implements Dialect {
  static final String PATH = "/dns-query";
  static final String MEDIA_TYPE = "application/dns-message";

  private static final int MOST_OCTETS = 65536;
  private static final int MOST_BASE64 = (MOST_OCTETS * 8 + 5) / 6;
  private static final int MOST_PARAMETERS = 16;
  private static final HttpAnswer NOT_FOUND = HttpAnswer.text(404, "");
  private static final HttpAnswer BAD_REQUEST = HttpAnswer.text(400, "invalid request");
  private static final HttpAnswer NO_RESPONSE = HttpAnswer.text(500, "No response");

  @Override
  public Transport transport() {
    return Transport.HTTPS;
  }

  /// The media type of a request is not looked at; CoreDNS does not either.
  @Override
  public Reading read(String method, String target, String contentType, byte[] body, int length) {
    try {
      var uri = new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MOST_PARAMETERS, true);
      if (!uri.path().equals(PATH)) {
        return NOT_FOUND;
      }
      return switch (method) {
        case "GET" -> query(fromParameter(uri.parameters()));
        case "POST" -> query(Arrays.copyOf(body, length));
        default -> BAD_REQUEST;
      };
    } catch (IllegalArgumentException e) {
      return BAD_REQUEST;
    }
  }

  /// RFC 8484 §4.1: base64url without padding.
  private static byte[] fromParameter(Map<String, List<String>> parameters) {
    List<String> values = parameters.getOrDefault("dns", List.of());
    if (values.size() != 1
        || values.getFirst().length() > MOST_BASE64
        || values.getFirst().endsWith("=")) {
      return new byte[0];
    }
    return Base64.getUrlDecoder().decode(values.getFirst());
  }

  private static Reading query(byte[] octets) {
    boolean asks = octets.length >= Header.LENGTH && (Header.flags(octets) & Header.QR) == 0;
    return asks ? new DnsQuery(octets) : BAD_REQUEST;
  }

  /// A reply that is a header only is the server's way to say that it cannot read the query.
  @Override
  public HttpAnswer answer(Exchange exchange) {
    int length = exchange.reply().length();
    if (length == Header.LENGTH) {
      return BAD_REQUEST;
    }
    byte[] body = Arrays.copyOf(exchange.reply().buffer(), length);
    long age = Freshness.seconds(body, exchange.query().dnssecOk());
    return new HttpAnswer(
        HttpAnswer.OK,
        List.of("content-type", MEDIA_TYPE, "cache-control", "max-age=" + age),
        body,
        List.of());
  }

  @Override
  public HttpAnswer silence() {
    return NO_RESPONSE;
  }

  @Override
  public int mostOctets() {
    return MOST_OCTETS;
  }

  @Override
  public HttpAnswer tooLarge() {
    return BAD_REQUEST;
  }
}
