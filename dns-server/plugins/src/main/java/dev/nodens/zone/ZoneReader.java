package dev.nodens.zone;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.xbill.DNS.Generator;
import org.xbill.DNS.Master;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.WireParseException;

/// Reads zone files (RFC 1035 §5.1, with `$INCLUDE`, `$TTL` and `$GENERATE`). Blocking.
public final class ZoneReader {
  /// As many as CoreDNS takes.
  private static final long MOST_GENERATED = 65_536;

  private ZoneReader() {}

  /// The zone `origin` in `file`.
  ///
  /// @throws IOException if the file cannot be opened
  /// @throws ZoneException if it holds no such zone; the message names file, line and fault
  public static Zone read(Path file, Name origin) throws IOException, ZoneException {
    try (var master = new Master(file.toString(), nameOf(origin))) {
      return read(master, "file " + GoSyntax.quote(file.toString()), origin);
    }
  }

  /// The zone `origin` in `text`, which may not include files.
  ///
  /// @param place what messages call it
  static Zone read(InputStream text, String place, Name origin) throws IOException, ZoneException {
    try (var master = new Master(text, nameOf(origin))) {
      master.disableIncludes(true);
      return read(master, place, origin);
    }
  }

  private static org.xbill.DNS.Name nameOf(Name origin) throws IOException {
    return org.xbill.DNS.Name.fromString(origin.toString());
  }

  /// Takes the records of a file one by one.
  @FunctionalInterface
  public interface Taker {
    /// Takes one.
    ///
    /// @throws ZoneException if it cannot be part of the zone
    void take(Record record) throws ZoneException;
  }

  /// Gives the records of zone `origin` in `file` to `taker`, in order.
  ///
  /// @throws IOException if the file cannot be opened
  /// @throws ZoneException as [#read(Path, Name)]
  public static void each(Path file, Name origin, Taker taker) throws IOException, ZoneException {
    try (var master = new Master(file.toString(), nameOf(origin))) {
      each(master, "file " + GoSyntax.quote(file.toString()), origin, taker);
    }
  }

  private static Zone read(Master master, String place, Name origin)
      throws IOException, ZoneException {
    var zone = new ZoneBuilder(origin);
    each(master, place, origin, record -> ZoneRecords.add(zone, origin, record));
    if (!zone.hasSoa()) {
      throw new ZoneException(place + " has no SOA record for origin " + origin);
    }
    return zone.build();
  }

  private static void each(Master master, String place, Name origin, Taker taker)
      throws IOException, ZoneException {
    try {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        checkGenerators(master.generators());
        taker.take(record);
      }
    } catch (TextParseException | WireParseException | RuntimeException e) {
      // dnsjava lets out a null pointer or an index out of bounds for some malformed lines.
      throw malformed(place, origin, String.valueOf(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw malformed(place, origin, "$INCLUDE is nested too deeply", e);
    } catch (ZoneException e) {
      throw new ZoneException(place + " has " + e.getMessage(), e);
    }
  }

  private static ZoneException malformed(String place, Name origin, String fault, Throwable e) {
    return new ZoneException(
        "failed to parse " + place + " for origin " + origin + " with error " + fault, e);
  }

  /// A line of a few octets could stand for more records than memory holds.
  private static void checkGenerators(Iterator<Generator> generators) throws ZoneException {
    while (generators.hasNext()) {
      Generator generator = generators.next();
      if ((generator.end - generator.start) / generator.step >= MOST_GENERATED) {
        throw new ZoneException(
            "more than " + MOST_GENERATED + " records in one $GENERATE: " + generator);
      }
    }
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
