package dev.nodens.zone.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A zone file, and the file that its signed form stands in. Blocking; one thread at a time.
public final class SignedZoneFile {
  /// How long signatures hold, without what is added at random.
  private static final Duration VALIDITY = Duration.ofDays(32);

  private static final Duration BACKDATED = Duration.ofHours(3);
  private static final Duration LEAST_LEFT = Duration.ofDays(7);
  private static final Duration OLDEST = Duration.ofDays(6);
  private static final int PLACES = 100;

  private final dev.nodens.wire.Name zone;
  private final Name origin;
  private final Path source;
  private final Path target;
  private final List<SigningKey> keys;

  /// @param source the zone file
  /// @param target the signed file, written anew as a whole
  public SignedZoneFile(
      dev.nodens.wire.Name zone, Path source, Path target, List<SigningKey> keys) {
    this.zone = zone;
    this.source = source;
    this.target = target;
    this.keys = List.copyOf(keys);
    try {
      this.origin = new Name(zone.lower());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public dev.nodens.wire.Name zone() {
    return zone;
  }

  /// Where the signed zone is written.
  public Path target() {
    return target;
  }

  /// Key tags, with commas.
  public String tags() {
    return String.join(",", keys.stream().map(key -> Integer.toString(key.tag())).toList());
  }

  /// Why the zone has to be signed now; empty if the signed file's signatures hold for a good
  /// while.
  public Optional<String> due(Instant now) {
    int seen = 0;
    try (var master = open(target)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        if (record instanceof RRSIGRecord signature && signature.getTypeCovered() == Type.SOA) {
          Optional<String> why = due(signature, now);
          if (why.isPresent()) {
            return why;
          }
        }
        if (++seen > PLACES) {
          return Optional.of("no SOA RRSIG found in first " + PLACES + " records");
        }
      }
      return seen == 0 ? Optional.of(target + " is empty") : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("open " + e.getFile() + ": no such file or directory");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> due(RRSIGRecord signature, Instant now) {
    Instant inception = signature.getTimeSigned();
    if (inception.isAfter(now)) {
      return Optional.of("inception " + inception + " date is in the future");
    }
    if (Duration.between(inception, now).compareTo(OLDEST) > 0) {
      return Optional.of("inception " + inception + " was more than 144h ago from " + now);
    }
    if (Duration.between(now, signature.getExpire()).compareTo(LEAST_LEFT) < 0) {
      return Optional.of(
          "expiration " + signature.getExpire() + " is less than 168h away from " + now);
    }
    return Optional.empty();
  }

  private Master open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return new Master(file.toString(), origin);
  }

  /// Signs the zone file and puts the signed file in its place.
  ///
  /// @param earlier how much earlier than usual signatures begin to hold
  /// @param later how much longer than usual they hold
  /// @return the signed zone's serial number: the time
  /// @throws IOException naming the file that cannot be read or written
  public long sign(Instant now, Duration earlier, Duration later) throws IOException {
    List<Record> records = new ArrayList<>();
    try (var master = open(source)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        records.add(record);
      }
    } catch (NoSuchFileException e) {
      throw new IOException("open " + e.getFile() + ": no such file or directory", e);
    }
    long serial = now.getEpochSecond() & 0xffff_ffffL;
    var signer =
        new ZoneSigner(
            origin, keys, now.minus(BACKDATED).minus(earlier), now.plus(VALIDITY).plus(later));
    var text = new StringBuilder();
    signer.sign(records, serial).forEach(record -> text.append(record).append('\n'));
    write(text.toString());
    return serial;
  }

  private void write(String text) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(target + " is no place for a file");
    }
    Path draft = Files.createTempFile(folder, "signed-", "");
    try {
      Files.writeString(draft, text, UTF_8);
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
