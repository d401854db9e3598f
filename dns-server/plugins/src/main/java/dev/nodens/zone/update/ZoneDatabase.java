package dev.nodens.zone.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.WireName;
import dev.nodens.zone.ZoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// The file that a zone is kept in over restarts: CoreDNS's own format, so that either server goes
/// on where the other stopped. Written whole beside its place, forced to the disk and renamed, so
/// that a crash leaves the old or the new zone. Blocking; one thread at a time.
final class ZoneDatabase {
  private static final String BUCKET = "dynupdate-v1";
  private static final String ORIGIN = "origin";
  private static final String RECORDS = "records";
  private static final int FIXED = 10;

  /// Free pages that CoreDNS left behind count, too.
  private static final long LARGEST = 1L << 30;

  private final Path path;
  private final Name origin;
  private @Nullable Version version;

  /// What tells a file from the one that was there before.
  private record Version(FileTime time, long size, @Nullable Object key) {
    static Version of(Path path) throws IOException {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
  }

  ZoneDatabase(Path path, Name origin) {
    this.path = path;
    this.origin = origin;
  }

  boolean exists() {
    return Files.exists(path);
  }

  /// Whether somebody else wrote the file since it was read or written last.
  boolean isForeign() throws IOException {
    return exists() && !Version.of(path).equals(version);
  }

  /// Reads the zone.
  ///
  /// @throws ZoneException if it is damaged, another zone, or exceeds `limits`
  Content read(Limits limits) throws ZoneException {
    try {
      if (Files.size(path) > LARGEST) {
        throw new IOException("larger than " + LARGEST + " octets");
      }
      Version read = Version.of(path);
      BoltFile file = BoltFile.of(Files.readAllBytes(path));
      byte[] zone = file.value(BUCKET, ORIGIN);
      byte[] records = file.value(BUCKET, RECORDS);
      if (zone == null || records == null) {
        throw new IOException("unrecognized database format");
      }
      if (!origin.toString().equals(new String(zone, UTF_8))) {
        throw new IOException("database belongs to a different zone");
      }
      Content content = Content.of(origin, entries(records));
      String excess = content.excess(limits);
      if (excess != null) {
        throw new IOException(excess);
      }
      version = read;
      return content;
    } catch (IOException e) {
      throw fault(e);
    } catch (ZoneException e) {
      throw fault(e);
    }
  }

  private ZoneException fault(Exception e) {
    String quoted = GoSyntax.quote(path.toString());
    return new ZoneException("loading database " + quoted + ": " + e.getMessage(), e);
  }

  /// Records in wire form without compression, one behind the other.
  private static List<Entry> entries(byte[] records) throws IOException {
    var entries = new ArrayList<Entry>();
    int at = 0;
    while (at < records.length) {
      int fixed = WireName.skip(records, at, records.length);
      if (fixed < 0 || fixed + FIXED > records.length) {
        throw new IOException("a stored record is cut");
      }
      int length = fixed + FIXED - at + Octets.u16(records, fixed + FIXED - 2);
      if (at + length > records.length) {
        throw new IOException("a stored record is cut");
      }
      byte[] one = Arrays.copyOfRange(records, at, at + length);
      entries.add(Entry.of(Record.fromWire(one, Section.ANSWER)));
      at += length;
    }
    return entries;
  }

  /// Writes the zone; when this returns it is on the disk.
  void write(Content content) throws IOException {
    var values = new TreeMap<String, byte[]>();
    values.put(ORIGIN, origin.toString().getBytes(UTF_8));
    values.put(RECORDS, octets(content));
    byte[] file = BoltFile.write(BUCKET, values);
    Path place = exists() ? path.toRealPath() : path;
    Path beside = place.resolveSibling(place.getFileName() + ".new");
    Files.deleteIfExists(beside);
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = FileChannel.open(beside, options, ours)) {
      ByteBuffer octets = ByteBuffer.wrap(file);
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      channel.force(true);
    }
    Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    // The name is part of the folder, which has to reach the disk, too.
    Path folder = place.toAbsolutePath().getParent();
    if (folder != null) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    version = Version.of(place);
  }

  private static byte[] octets(Content content) {
    var octets = ByteBuffer.allocate(content.entries().mapToInt(Entry::octets).sum());
    content.forEach(entry -> {
      octets.put(entry.owner().wire());
      octets.putShort((short) entry.type());
      octets.putShort((short) RrClass.IN);
      octets.putInt(entry.ttl());
      octets.putShort((short) entry.data().length);
      octets.put(entry.data());
    });
    return octets.array();
  }
}
