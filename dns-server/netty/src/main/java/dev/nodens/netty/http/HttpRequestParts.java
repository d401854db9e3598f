package dev.nodens.netty.http;

import dev.nodens.core.port.RequestHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One request while it comes in, and until it is answered. One event loop.
final class HttpRequestParts implements RequestHeaders {
  private static final int FIRST_CAPACITY = 512;

  final String method;
  final String target;
  final String contentType;

  /// What the connection needs to answer: a stream of HTTP/2, or whether HTTP/1.1 goes on.
  final Object token;

  final long began;
  private final @Nullable HttpHeaders plainHeaders;
  private final @Nullable Headers<CharSequence, CharSequence, ?> headers;
  private byte[] body = new byte[0];
  private int length;

  /// A request of HTTP/1.1.
  HttpRequestParts(String method, String target, HttpHeaders headers, Object token, long began) {
    this.method = method;
    this.target = target;
    this.contentType = text(headers.get(HttpHeaderNames.CONTENT_TYPE));
    this.plainHeaders = headers;
    this.headers = null;
    this.token = token;
    this.began = began;
  }

  /// A request of HTTP/2 or HTTP/3.
  HttpRequestParts(
      @Nullable CharSequence method,
      @Nullable CharSequence target,
      Headers<CharSequence, CharSequence, ?> headers,
      Object token,
      long began) {
    this.method = text(method);
    this.target = text(target);
    this.contentType = text(headers.get(HttpHeaderNames.CONTENT_TYPE));
    this.plainHeaders = null;
    this.headers = headers;
    this.token = token;
    this.began = began;
  }

  private static String text(@Nullable CharSequence value) {
    return value == null ? "" : value.toString();
  }

  @Override
  public @Nullable String header(String name) {
    if (plainHeaders != null) {
      return plainHeaders.get(name);
    }
    CharSequence value = headers == null ? null : headers.get(name);
    return value == null ? null : value.toString();
  }

  /// Adds the octets of `part`, which stays the caller's.
  ///
  /// @return whether the body has at most `most` octets
  boolean add(ByteBuf part, int most) {
    int more = part.readableBytes();
    if (more > most - length) {
      return false;
    }
    if (length + more > body.length) {
      body = Arrays.copyOf(body, Math.max(FIRST_CAPACITY, Math.max(2 * length, length + more)));
    }
    part.readBytes(body, length, more);
    length += more;
    return true;
  }

  byte[] body() {
    return body;
  }

  int length() {
    return length;
  }
}
