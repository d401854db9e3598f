package dev.nodens.netty.api;

import dev.nodens.core.port.ApiServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/// An HTTP/1.1 response being read (RFC 9112): body by chunks, by length, or up to the end.
final class HttpResponse implements ApiServer.Response {
  private static final int LONGEST_LINE = 8192;
  private static final int MOST_HEADERS = 200;
  private static final int CAPACITY = 16384;

  private final Socket socket;
  private final Runnable onClose;
  private final InputStream in;
  private final byte[] buffer = new byte[CAPACITY];
  private int at;
  private int end;
  private int status;
  private String contentType = "";
  private InputStream body = InputStream.nullInputStream();

  /// @param socket whose timeout is set
  /// @param in what comes over it, decrypted
  HttpResponse(Socket socket, InputStream in, Runnable onClose) {
    this.socket = socket;
    this.in = in;
    this.onClose = onClose;
  }

  /// Reads status line and headers.
  void readHead() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("the server does not speak HTTP/1.1: '" + line + "'");
    }
    try {
      status = Integer.parseInt(line, 9, 12, 10);
    } catch (NumberFormatException e) {
      throw new IOException("the server does not speak HTTP/1.1: '" + line + "'", e);
    }
    long length = Long.MAX_VALUE;
    boolean chunked = false;
    int headers = 0;
    for (line = line(); !line.isEmpty(); line = line()) {
      if (++headers > MOST_HEADERS) {
        throw new IOException("the server sent more than " + MOST_HEADERS + " headers");
      }
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("transfer-encoding:") && header.contains("chunked")) {
        chunked = true;
      } else if (header.startsWith("content-length:")) {
        length = number(header.substring("content-length:".length()).strip(), 10);
      } else if (header.startsWith("content-type:")) {
        contentType = header.substring("content-type:".length()).strip();
      }
    }
    body = chunked ? new Chunks() : new Rest(length);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void idle(Duration silence) throws IOException {
    socket.setSoTimeout(HttpApiServer.millis(silence));
  }

  @Override
  public void close() {
    onClose.run();
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      // RFC 9110 §8.6, RFC 9112 §7.1: digits only, where Java takes a sign, too.
      if (!digits.isEmpty() && Character.digit(digits.charAt(0), radix) >= 0) {
        return Long.parseLong(digits, radix);
      }
    } catch (NumberFormatException e) {
      throw new IOException("the server sent a malformed length: '" + digits + "'", e);
    }
    throw new IOException("the server sent a malformed length: '" + digits + "'");
  }

  /// A line without its end; headers are few and short.
  private String line() throws IOException {
    var text = new StringBuilder(64);
    while (true) {
      if (at == end && !fill()) {
        throw new EOFException("the server closed the connection ahead of its response");
      }
      byte octet = buffer[at++];
      if (octet == '\n') {
        int length = text.length();
        boolean cr = length > 0 && text.charAt(length - 1) == '\r';
        return text.substring(0, cr ? length - 1 : length);
      }
      if (text.length() == LONGEST_LINE) {
        throw new IOException("the server sent a header of more than " + LONGEST_LINE + " octets");
      }
      text.append((char) (octet & 0xff));
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, CAPACITY));
    return end > 0;
  }

  /// Gives out what is buffered; blocks only when there is nothing.
  private int take(byte[] target, int offset, int most) throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    int count = Math.min(most, end - at);
    System.arraycopy(buffer, at, target, offset, count);
    at += count;
    return count;
  }

  /// A body of a known length, or up to the connection's end.
  private final class Rest extends InputStream {
    private long left;

    Rest(long left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = take(target, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }

  /// A body in chunks (RFC 9112 §7.1).
  private final class Chunks extends InputStream {
    private long left;
    private boolean begun;
    private boolean done;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0 && !done) {
        nextChunk();
      }
      if (done) {
        return -1;
      }
      int count = take(target, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the server closed the connection inside its response");
      }
      left -= count;
      return count;
    }

    private void nextChunk() throws IOException {
      if (begun) {
        line();
      }
      begun = true;
      String size = line();
      int extension = size.indexOf(';');
      left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
      done = left == 0;
    }
  }
}
