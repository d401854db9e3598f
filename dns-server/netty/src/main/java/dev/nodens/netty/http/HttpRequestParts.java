package dev.nodens.netty.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One request while it comes in, and until it is answered. One event loop.
final class HttpRequestParts {
  private static final int FIRST_CAPACITY = 512;

  final String method;
  final String target;
  final String contentType;

  /// What the connection needs to answer: a stream of HTTP/2, or whether HTTP/1.1 goes on.
  final Object token;

  final long began;
  private byte[] body = new byte[0];
  private int length;

  HttpRequestParts(
      @Nullable CharSequence method,
      @Nullable CharSequence target,
      @Nullable CharSequence contentType,
      Object token,
      long began) {
    this.method = method == null ? "" : method.toString();
    this.target = target == null ? "" : target.toString();
    this.contentType = contentType == null ? "" : contentType.toString();
    this.token = token;
    this.began = began;
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
