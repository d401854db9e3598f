package dev.nodens.plugin.dnstap;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The writing side of a bidirectional Frame Stream (fstrm, "Frame Streams Control Protocol"):
/// READY and ACCEPT agree on the content type, START begins, data frames follow, STOP and FINISH
/// end it. Blocks; one thread.
final class FrameStream implements AutoCloseable {
  private static final byte[] CONTENT_TYPE =
      "protobuf:dnstap.Dnstap".getBytes(StandardCharsets.US_ASCII);
  private static final int FIELD_CONTENT_TYPE = 1;
  private static final int ACCEPT = 1;
  private static final int START = 2;
  private static final int STOP = 3;
  private static final int READY = 4;
  private static final int MOST_CONTROL = 512;
  private static final int BUFFER = 1 << 16;

  private final DataOutputStream out;
  private final DataInputStream in;

  private FrameStream(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
  }

  /// Shakes hands.
  ///
  /// @throws IOException if the other side does not want these frames
  static FrameStream open(InputStream in, OutputStream out) throws IOException {
    var stream = new FrameStream(in, out);
    stream.control(READY, true);
    stream.out.flush();
    int type = stream.readControl();
    if (type != ACCEPT) {
      throw new IOException("the other side sent control frame " + type + " instead of ACCEPT");
    }
    stream.control(START, true);
    stream.out.flush();
    return stream;
  }

  private void control(int type, boolean withContentType) throws IOException {
    out.writeInt(0);
    out.writeInt(withContentType ? 3 * Integer.BYTES + CONTENT_TYPE.length : Integer.BYTES);
    out.writeInt(type);
    if (withContentType) {
      out.writeInt(FIELD_CONTENT_TYPE);
      out.writeInt(CONTENT_TYPE.length);
      out.write(CONTENT_TYPE);
    }
  }

  private int readControl() throws IOException {
    int escape = in.readInt();
    int length = in.readInt();
    if (escape != 0 || length < Integer.BYTES || length > MOST_CONTROL) {
      throw new IOException("the other side speaks no Frame Streams");
    }
    int type = in.readInt();
    if (in.readNBytes(length - Integer.BYTES).length < length - Integer.BYTES) {
      throw new EOFException("connection closed by peer");
    }
    return type;
  }

  /// Adds one frame, which is sent at the next flush at the latest.
  void write(byte[] frame) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
  }

  void flush() throws IOException {
    out.flush();
  }

  /// Ends the stream; does not wait for FINISH, after which nothing would follow.
  @Override
  public void close() throws IOException {
    control(STOP, false);
    out.flush();
  }
}
