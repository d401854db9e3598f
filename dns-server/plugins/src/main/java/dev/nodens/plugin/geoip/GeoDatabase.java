package dev.nodens.plugin.geoip;

import com.maxmind.db.Reader;
import dev.nodens.corefile.GoSyntax;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A MaxMind database, mapped into memory. Any thread.
final class GeoDatabase {
  private final Reader reader;
  private final boolean network;

  private GeoDatabase(Reader reader, boolean network) {
    this.reader = reader;
    this.network = network;
  }

  /// Opens `file`. Blocks.
  ///
  /// @throws IOException if it cannot be read, or has neither places nor networks
  static GeoDatabase open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "failed to open database file: open " + file + ": no such file or directory");
    }
    Reader reader;
    try {
      reader = new Reader(file.toFile());
    } catch (IOException e) {
      throw new IOException("failed to open database file: " + file + ": " + e.getMessage(), e);
    }
    String type = reader.getMetadata().databaseType();
    if (Stream.of("City", "Country", "Location", "Enterprise").anyMatch(type::contains)) {
      return new GeoDatabase(reader, false);
    }
    if (type.contains("ASN") || type.contains("ISP")) {
      return new GeoDatabase(reader, true);
    }
    reader.close();
    throw new IOException(
        "database does not provide any supported schema (city, asn): "
            + file
            + " is of type "
            + GoSyntax.quote(type));
  }

  /// The value of `label` for `address`; null if this database has no such label, empty text if it
  /// says nothing of the address.
  @Nullable String value(InetAddress address, String label) throws IOException {
    boolean ofNetwork = label.startsWith("geoip/asn/");
    if (ofNetwork != network) {
      return null;
    }
    Map<?, ?> found = reader.get(address, Map.class);
    Map<?, ?> record = found == null ? Map.of() : found;
    return switch (label) {
      case "geoip/city/name" -> text(record, "city", "names", "en");
      case "geoip/country/name" -> text(record, "country", "names", "en");
      case "geoip/country/code" -> text(record, "country", "iso_code");
      case "geoip/country/is_in_european_union" ->
          Boolean.toString(Boolean.TRUE.equals(at(record, "country", "is_in_european_union")));
      case "geoip/continent/name" -> text(record, "continent", "names", "en");
      case "geoip/continent/code" -> text(record, "continent", "code");
      case "geoip/subdivisions/code" -> subdivisions(record);
      case "geoip/latitude" -> text(record, "location", "latitude");
      case "geoip/longitude" -> text(record, "location", "longitude");
      case "geoip/timezone" -> text(record, "location", "time_zone");
      case "geoip/postalcode" -> text(record, "postal", "code");
      case "geoip/asn/number" -> {
        String number = text(record, "autonomous_system_number");
        yield number.isEmpty() ? "0" : number;
      }
      case "geoip/asn/org" -> text(record, "autonomous_system_organization");
      default -> null;
    };
  }

  private static String subdivisions(Map<?, ?> record) {
    if (!(record.get("subdivisions") instanceof List<?> list)) {
      return "";
    }
    return list.stream()
        .map(part -> part instanceof Map<?, ?> map ? text(map, "iso_code") : "")
        .collect(Collectors.joining(","));
  }

  private static String text(Map<?, ?> record, String... path) {
    return switch (at(record, path)) {
      case String text -> text;
      case Number number ->
          // Without an exponent, as short as it can be.
          new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
      case null, default -> "";
    };
  }

  private static @Nullable Object at(Map<?, ?> record, String... path) {
    @Nullable Object here = record;
    for (String step : path) {
      here = here instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return here;
  }

  void close() throws IOException {
    reader.close();
  }
}
