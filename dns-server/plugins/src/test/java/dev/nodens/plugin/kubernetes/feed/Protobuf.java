package dev.nodens.plugin.kubernetes.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// A protobuf message that a test writes, field by field.
final class Protobuf {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Protobuf() {}

  static Protobuf message() {
    return new Protobuf();
  }

  /// An object or list as it is sent: with its mark and its kind.
  static byte[] envelope(String kind, Protobuf object) {
    Protobuf unknown =
        message().message(1, message().text(1, "v1").text(2, kind)).message(2, object);
    unknown.text(3, "").text(4, "");
    var marked = new ByteArrayOutputStream();
    marked.writeBytes(new byte[] {'k', '8', 's', 0});
    marked.writeBytes(unknown.octets());
    return marked.toByteArray();
  }

  /// An event of a watch as it is sent: with its length.
  static byte[] event(String type, String kind, Protobuf object) {
    Protobuf event =
        message().text(1, type).message(2, message().octets(1, envelope(kind, object)));
    byte[] octets = event.octets();
    var framed = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) {
      framed.write(octets.length >>> shift);
    }
    framed.writeBytes(octets);
    return framed.toByteArray();
  }

  Protobuf text(int number, String text) {
    return octets(number, text.getBytes(UTF_8));
  }

  Protobuf message(int number, Protobuf message) {
    return octets(number, message.octets());
  }

  /// An entry of a map.
  Protobuf entry(int number, String key, String value) {
    return message(number, message().text(1, key).text(2, value));
  }

  Protobuf number(int number, long value) {
    varint((long) number << 3);
    varint(value);
    return this;
  }

  Protobuf octets(int number, byte[] octets) {
    varint((long) number << 3 | 2);
    varint(octets.length);
    out.writeBytes(octets);
    return this;
  }

  /// Eight octets whatever they mean.
  Protobuf fixed64(int number) {
    varint((long) number << 3 | 1);
    out.writeBytes(new byte[8]);
    return this;
  }

  byte[] octets() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
