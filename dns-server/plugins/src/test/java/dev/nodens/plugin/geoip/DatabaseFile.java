package dev.nodens.plugin.geoip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a MaxMind database (format 2.0) of IPv4 addresses that knows one range: 10.0.0.0/8.
final class DatabaseFile {
  private static final int PREFIX = 8;
  private static final int NETWORK = 10;

  private DatabaseFile() {}

  static void write(Path file, String type, Map<String, Object> record) throws IOException {
    var out = new ByteArrayOutputStream();
    for (int bit = 0; bit < PREFIX; bit++) {
      boolean one = (NETWORK >> PREFIX - 1 - bit & 1) == 1;
      // 8 nodes: 8 is "nothing here", 8 + 16 the first octet of the data.
      int next = bit == PREFIX - 1 ? PREFIX + 16 : bit + 1;
      record24(out, one ? PREFIX : next);
      record24(out, one ? next : PREFIX);
    }
    out.writeBytes(new byte[16]);
    value(out, record);
    out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.writeBytes("MaxMind.com".getBytes(UTF_8));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("node_count", PREFIX);
    metadata.put("record_size", 24);
    metadata.put("ip_version", 4);
    metadata.put("database_type", type);
    metadata.put("languages", List.of("en"));
    metadata.put("binary_format_major_version", 2);
    metadata.put("binary_format_minor_version", 0);
    metadata.put("build_epoch", 1_700_000_000L);
    metadata.put("description", Map.of("en", "made for a test"));
    value(out, metadata);
    Files.write(file, out.toByteArray());
  }

  private static void record24(ByteArrayOutputStream out, int value) {
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        byte[] octets = text.getBytes(UTF_8);
        control(out, 2, octets.length);
        out.writeBytes(octets);
      }
      case Double number -> {
        control(out, 3, 8);
        out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
      }
      case Integer number -> {
        control(out, 6, 4);
        out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
      }
      case Long number -> {
        control(out, 9, 8);
        out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
      }
      case Boolean flag -> control(out, 14, flag ? 1 : 0);
      case List<?> list -> {
        control(out, 11, list.size());
        list.forEach(item -> value(out, item));
      }
      case Map<?, ?> map -> {
        control(out, 7, map.size());
        map.forEach((key, item) -> {
          value(out, key);
          value(out, item);
        });
      }
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  private static void control(ByteArrayOutputStream out, int type, int size) {
    // Longer values have the rest of their size in an octet of its own.
    int short5 = Math.min(size, 29);
    if (type <= 7) {
      out.write(type << 5 | short5);
    } else {
      out.write(short5);
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }
}
