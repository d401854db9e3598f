package dev.nodens.zone.sign;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Master;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/// A public key and the private key that belongs to it.
public final class SigningKey {
  private static final int ZONE_KEY = 0x100;
  private static final int ENTRY_POINT = 1;
  private static final long DEFAULT_TTL = 3600;

  private final DNSKEYRecord record;
  private final PrivateKey secret;

  private SigningKey(DNSKEYRecord record, PrivateKey secret) {
    this.record = record;
    this.secret = secret;
  }

  /// The name of a pair of key files without its ending.
  public static String base(String file) {
    for (String ending : List.of(".key", ".private")) {
      if (file.endsWith(ending)) {
        return file.substring(0, file.length() - ending.length());
      }
    }
    return file;
  }

  /// Reads `base.key` and `base.private`. Blocks.
  ///
  /// @throws IOException naming the file and what is wrong with it
  public static SigningKey read(Path base) throws IOException {
    Path publicFile = Path.of(base + ".key");
    Path privateFile = Path.of(base + ".private");
    try {
      DNSKEYRecord record = publicKey(publicFile);
      var key = new SigningKey(record, PrivateKeyFile.read(privateFile, record.getAlgorithm()));
      key.prove(privateFile);
      return key;
    } catch (NoSuchFileException e) {
      throw new IOException("open " + e.getFile() + ": no such file or directory", e);
    }
  }

  private static DNSKEYRecord publicKey(Path file) throws IOException {
    if (!file.toFile().isFile()) {
      throw new NoSuchFileException(file.toString());
    }
    try (var master = new Master(file.toString(), org.xbill.DNS.Name.root, DEFAULT_TTL)) {
      Record record = master.nextRecord();
      if (record instanceof DNSKEYRecord key) {
        return key;
      }
    }
    throw new IOException(file + ": no public key found");
  }

  /// A pair that does not fit would only be noticed by validators, far away.
  private void prove(Path privateFile) throws IOException {
    var probe = new RRset(new ARecord(record.getName(), DClass.IN, DEFAULT_TTL, new byte[4]));
    Instant now = Instant.EPOCH.plusSeconds(DEFAULT_TTL);
    try {
      RRSIGRecord signature =
          DNSSEC.sign(probe, record, secret, Instant.EPOCH, now.plusSeconds(DEFAULT_TTL));
      DNSSEC.verify(probe, signature, record, now);
    } catch (DNSSEC.DNSSECException e) {
      throw new IOException(
          privateFile + ": the private key does not belong to the public key: " + e.getMessage(),
          e);
    }
  }

  /// The name it is for.
  public Name owner() {
    return Name.of(record.getName().toWire(), 0);
  }

  /// RFC 4034 appendix B.
  public int tag() {
    return record.getFootprint();
  }

  /// Seconds that the public key may be kept, as its file says.
  public int ttl() {
    return (int) record.getTTL();
  }

  /// RDATA of the public key.
  public byte[] data() {
    return record.rdataToWireCanonical();
  }

  /// Whether it signs keys, and maybe everything else (RFC 4034 §2.1.1).
  public boolean isEntryPoint() {
    return isZoneKey() && (record.getFlags() & ENTRY_POINT) != 0;
  }

  /// Whether it signs everything but keys.
  public boolean isForData() {
    return isZoneKey() && (record.getFlags() & ENTRY_POINT) == 0;
  }

  private boolean isZoneKey() {
    return (record.getFlags() & ZONE_KEY) != 0;
  }

  /// The public key as a record of `zone`.
  DNSKEYRecord of(org.xbill.DNS.Name zone, long ttl) {
    return new DNSKEYRecord(
        zone,
        DClass.IN,
        ttl,
        record.getFlags(),
        record.getProtocol(),
        record.getAlgorithm(),
        record.getKey());
  }

  /// The signature of `records` in `zone`; its original TTL is theirs.
  RRSIGRecord sign(RRset records, org.xbill.DNS.Name zone, Instant inception, Instant expiration)
      throws IOException {
    try {
      return DNSSEC.sign(records, of(zone, DEFAULT_TTL), secret, inception, expiration);
    } catch (DNSSEC.DNSSECException e) {
      throw new IOException("key " + tag() + " cannot sign " + records.getName() + ": " + e, e);
    }
  }
}
