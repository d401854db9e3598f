package dev.nodens.zone;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.xbill.DNS.Master;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/// Reads zone files (RFC 1035 §5.1, with `$INCLUDE`, `$TTL` and `$GENERATE`). Blocking.
public final class ZoneReader {
  private ZoneReader() {}

  /// The zone `origin` in `file`.
  ///
  /// @throws IOException if the file cannot be opened
  /// @throws ZoneException if it holds no such zone; the message names file, line and fault
  public static Zone read(Path file, Name origin) throws IOException, ZoneException {
    String place = "file " + GoSyntax.quote(file.toString());
    var zone = new ZoneBuilder(origin);
    try (var master =
        new Master(file.toString(), org.xbill.DNS.Name.fromString(origin.toString()))) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        ZoneRecords.add(zone, origin, record);
      }
    } catch (TextParseException | IllegalArgumentException e) {
      throw new ZoneException(
          "failed to parse " + place + " for origin " + origin + " with error " + e.getMessage(),
          e);
    } catch (ZoneException e) {
      throw new ZoneException(place + " has " + e.getMessage(), e);
    }
    if (!zone.hasSoa()) {
      throw new ZoneException(place + " has no SOA record for origin " + origin);
    }
    return zone.build();
  }

  /// The zone `origin` of records that another server sent.
  static Zone of(Name origin, List<Record> records) throws ZoneException {
    var zone = new ZoneBuilder(origin);
    for (Record record : records) {
      ZoneRecords.add(zone, origin, record);
    }
    if (!zone.hasSoa()) {
      throw new ZoneException("no SOA record for origin " + origin + " was transferred");
    }
    return zone.build();
  }
}
