package dev.nodens.netty.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// How a query to an upstream stands in an HTTP/2 request, and the reply in the response.
///
/// @param kind what the upstream speaks
/// @param encrypted whether there is TLS below
/// @param authority host and port, or the server's name
public record UpstreamRequests(Kind kind, boolean encrypted, String authority) {
  /// What upstreams speak over HTTP/2.
  public enum Kind {
    /// RFC 8484, with the method POST.
    POST,
    /// RFC 8484, with the method GET.
    GET,
    /// CoreDNS's service.
    GRPC
  }

  private static final String NOT_FOUND = "5";

  /// The headers of the request for `message`, which ends with them if its body is empty.
  Http2Headers headers(byte[] message) {
    var headers =
        new DefaultHttp2Headers()
            .method(kind == Kind.GET ? "GET" : "POST")
            .scheme(encrypted ? "https" : "http")
            .authority(authority)
            .path(path(message));
    return kind == Kind.GRPC
        ? headers.add("content-type", GrpcDialect.MEDIA_TYPE).add("te", "trailers")
        : headers.add("content-type", DohDialect.MEDIA_TYPE).add("accept", DohDialect.MEDIA_TYPE);
  }

  private String path(byte[] message) {
    return switch (kind) {
      case GRPC -> GrpcDialect.PATH;
      case POST -> DohDialect.PATH;
      case GET ->
          DohDialect.PATH
              + "?dns="
              + new String(
                  Base64.getUrlEncoder().withoutPadding().encode(message),
                  StandardCharsets.US_ASCII);
    };
  }

  /// The body of the request for `message`.
  byte[] body(byte[] message) {
    return switch (kind) {
      case GRPC -> DnsPacket.encode(message, message.length);
      case POST -> message;
      case GET -> new byte[0];
    };
  }

  /// Whether the identifier of messages is 0 on the way, for caches (RFC 8484 §4.1).
  boolean hidesId() {
    return kind != Kind.GRPC;
  }

  /// The DNS message in a response's body.
  ///
  /// @throws io.netty.handler.codec.CorruptedFrameException if it is none
  byte[] message(byte[] body, int length) {
    return kind == Kind.GRPC
        ? DnsPacket.decode(body, length)
        : java.util.Arrays.copyOf(body, length);
  }

  /// Why a response holds no message; empty text if it holds one.
  ///
  /// @param headers those of the response and its trailers
  String failure(Http2Headers headers) {
    String status = text(headers.status());
    if (!status.equals("200")) {
      return "unexpected HTTP status " + status;
    }
    String code = text(headers.get("grpc-status"));
    if (kind != Kind.GRPC || code.equals("0")) {
      return "";
    }
    return "rpc error: code = %s desc = %s".formatted(code, text(headers.get("grpc-message")));
  }

  /// Whether the upstream says that there is no such name in the way of gRPC, which CoreDNS
  /// understands.
  boolean isNotFound(Http2Headers headers) {
    return kind == Kind.GRPC && text(headers.get("grpc-status")).equals(NOT_FOUND);
  }

  private static String text(@org.jspecify.annotations.Nullable CharSequence value) {
    return value == null ? "" : value.toString();
  }
}
