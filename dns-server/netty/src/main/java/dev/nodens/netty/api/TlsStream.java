package dev.nodens.netty.api;

import io.netty.util.ReferenceCountUtil;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// TLS on a connected socket, by an engine. One thread shakes hands, writes and reads; any other
/// may close. The socket's timeout bounds each wait.
final class TlsStream implements Closeable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final Socket socket;
  private final SSLEngine engine;
  private final byte[] chunk;
  private final ByteBuffer received;
  private final ByteBuffer sent;
  private final ByteBuffer text;
  private boolean over;

  /// @param engine the client's side, which this stream releases in the end
  TlsStream(Socket socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
    int record = engine.getSession().getPacketBufferSize();
    chunk = new byte[record];
    received = ByteBuffer.allocateDirect(record);
    sent = ByteBuffer.allocateDirect(record);
    // Native engines count on room for a record more than fits into one (RFC 8446 §5.1).
    text = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize()).flip();
  }

  /// Shakes hands.
  ///
  /// @throws SSLException if the two do not get along; the server has been told why
  void handshake() throws IOException {
    try {
      engine.beginHandshake();
      while (step()) {
        // The next flight.
      }
    } catch (SSLException e) {
      tell(e);
      throw e;
    }
  }

  private boolean step() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_WRAP) {
      send(NOTHING);
    } else if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    } else if (status == HandshakeStatus.NEED_UNWRAP
        || status == HandshakeStatus.NEED_UNWRAP_AGAIN) {
      if (!decrypt()) {
        throw new SSLException("the server ended the handshake");
      }
    } else {
      return false;
    }
    return true;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /// The alert that says why; whether it arrives does not matter any more.
  private void tell(SSLException reason) {
    try {
      send(NOTHING);
    } catch (IOException | IllegalStateException e) {
      reason.addSuppressed(e);
    }
  }

  /// What the server sent.
  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return fill() ? text.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int some = Math.min(length, text.remaining());
        text.get(target, offset, some);
        return some;
      }
    };
  }

  /// What goes to the server, at once.
  OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.allocateDirect(length).put(source, offset, length).flip();
        while (rest.hasRemaining()) {
          send(rest);
        }
      }
    };
  }

  private boolean fill() throws IOException {
    while (!text.hasRemaining()) {
      if (!decrypt()) {
        return false;
      }
      // After the handshake, too, there is something to say: to a change of keys (RFC 8446 §4.6.3).
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        send(NOTHING);
      }
    }
    return true;
  }

  /// Takes one record apart, waiting for it if need be; false when the server has said that there
  /// are no more.
  private boolean decrypt() throws IOException {
    while (!over) {
      received.flip();
      text.clear();
      SSLEngineResult result;
      try {
        result = engine.unwrap(received, text);
      } finally {
        received.compact();
        text.flip();
      }
      HandshakeStatus next = result.getHandshakeStatus();
      if (result.getStatus() == Status.BUFFER_UNDERFLOW
          && (next == HandshakeStatus.NEED_UNWRAP || next == HandshakeStatus.NOT_HANDSHAKING)) {
        // Native engines say only now that what they had before was the end of the handshake.
        receive();
      } else if (result.getStatus() == Status.CLOSED) {
        over = true;
      } else {
        runTasks();
        return true;
      }
    }
    return false;
  }

  private void receive() throws IOException {
    int count = socket.getInputStream().read(chunk, 0, received.remaining());
    if (count < 0) {
      over = true;
      throw new EOFException("the server cut the connection");
    }
    received.put(chunk, 0, count);
  }

  private void send(ByteBuffer source) throws IOException {
    sent.clear();
    SSLEngineResult result = engine.wrap(source, sent);
    sent.flip();
    int length = sent.remaining();
    if (length == 0 && result.getStatus() == Status.CLOSED) {
      throw new SSLException("TLS has ended");
    }
    var octets = new byte[length];
    sent.get(octets);
    socket.getOutputStream().write(octets);
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      engine.closeOutbound();
    } finally {
      ReferenceCountUtil.safeRelease(engine);
    }
  }
}
