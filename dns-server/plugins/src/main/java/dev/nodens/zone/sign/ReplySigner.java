package dev.nodens.zone.sign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Puts signatures into replies, on the fly. Any thread; costs a public-key operation for each
/// record set that is not in the cache.
public final class ReplySigner {
  /// Clocks of validators may be wrong by this much.
  private static final Duration BACKDATED = Duration.ofHours(3);

  private static final Duration VALIDITY = Duration.ofDays(8);

  /// The original TTL of every signature; CoreDNS's figure. Caches count TTLs down on the way here,
  /// and a signature must fit all of them (RFC 4034 §3.1.4).
  private static final long ORIGINAL_TTL = 3600;

  private static final int LARGEST = 65535;

  private final List<Name> zones;
  private final List<SigningKey> forKeys;
  private final List<SigningKey> forData;
  private final SignatureCache cache;

  /// @param zones that are signed
  /// @param keys if some are for keys only and some for data, each signs its own; else each signs
  ///   all
  /// @param capacity of the cache, in signed sets
  public ReplySigner(Collection<dev.nodens.wire.Name> zones, List<SigningKey> keys, int capacity) {
    this.zones = zones.stream().map(zone -> name(zone.lower())).toList();
    List<SigningKey> entries = keys.stream().filter(SigningKey::isEntryPoint).toList();
    List<SigningKey> others = keys.stream().filter(SigningKey::isForData).toList();
    boolean split = !entries.isEmpty() && !others.isEmpty();
    this.forKeys = split ? entries : List.copyOf(keys);
    this.forData = split ? others : List.copyOf(keys);
    this.cache = new SignatureCache(capacity);
  }

  /// A reply with signatures.
  ///
  /// @param hits record sets whose signatures were at hand
  /// @param misses record sets that were signed
  public record Signed(byte[] reply, int hits, int misses) {}

  /// Number of record sets whose signatures are at hand.
  public int cached() {
    return cache.size();
  }

  /// Signs what `reply` says; a denial becomes NODATA with an NSEC record.
  ///
  /// @param reply a whole message with a question, without OPT
  /// @throws IOException if it cannot be read or signed
  public Signed sign(byte[] reply, Instant now) throws IOException {
    var signing = new Signing(new Message(reply), now);
    signing.run();
    return new Signed(signing.message.toWire(LARGEST), signing.hits, signing.misses);
  }

  private static Name name(byte[] wire) {
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The longest zone that `owner` lies in.
  private Optional<Name> zone(Name owner) {
    return zones.stream()
        .filter(owner::subdomain)
        .reduce((a, b) -> a.labels() >= b.labels() ? a : b);
  }

  /// One reply on its way.
  private final class Signing {
    private final Message message;
    private final Instant now;
    private int hits;
    private int misses;

    Signing(Message message, Instant now) {
      this.message = message;
      this.now = now;
    }

    void run() throws IOException {
      @Nullable Record question = message.getQuestion();
      Optional<Name> zone = question == null ? Optional.empty() : zone(question.getName());
      if (question == null || zone.isEmpty()) {
        return;
      }
      int rcode = message.getHeader().getRcode();
      List<Record> authority = message.getSection(Section.AUTHORITY);
      boolean positive = rcode == Rcode.NOERROR && !message.getSection(Section.ANSWER).isEmpty();
      boolean soa = authority.stream().anyMatch(r -> r.getType() == Type.SOA);
      if (!positive && soa && (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN)) {
        deny(question, zone.get(), authority);
      } else if (!positive
          && rcode == Rcode.NOERROR
          && authority.stream().anyMatch(r -> r.getType() == Type.NS)) {
        refer(zone.get(), authority);
      } else {
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
          signAll(section);
        }
      }
    }

    private void deny(Record question, Name zone, List<Record> authority) throws IOException {
      if (authority.size() != 1) {
        return;
      }
      long ttl = authority.getFirst().getTTL();
      List<Record> proof = new ArrayList<>();
      try {
        NSECRecord nsec = Denial.of(question.getName(), zone, question.getType(), ttl);
        proof.addAll(signatures(List.of(nsec), zone, ttl));
        proof.add(nsec);
      } catch (NameTooLongException e) {
        // Nothing fits below the name: an unsigned denial is all that can be said.
        return;
      }
      message.getHeader().setRcode(Rcode.NOERROR);
      if (question.getType() == Type.NSEC) {
        message.removeAllRecords(Section.AUTHORITY);
        proof.forEach(record -> message.addRecord(record, Section.ANSWER));
        return;
      }
      List<Record> sigs = signatures(authority, zone, ttl);
      sigs.forEach(record -> message.addRecord(record, Section.AUTHORITY));
      proof.forEach(record -> message.addRecord(record, Section.AUTHORITY));
    }

    private void refer(Name zone, List<Record> authority) throws IOException {
      long ttl = authority.getFirst().getTTL();
      List<Record> ds = authority.stream().filter(r -> r.getType() == Type.DS).toList();
      if (!ds.isEmpty()) {
        signatures(ds, zone, ttl).forEach(r -> message.addRecord(r, Section.AUTHORITY));
        return;
      }
      Name cut =
          authority.stream()
              .filter(r -> r.getType() == Type.NS)
              .findFirst()
              .map(Record::getName)
              .orElse(zone);
      try {
        NSECRecord nsec = Denial.ofCut(cut, ttl);
        signatures(List.of(nsec), zone, ttl).forEach(r -> message.addRecord(r, Section.AUTHORITY));
        message.addRecord(nsec, Section.AUTHORITY);
      } catch (NameTooLongException e) {
        // As above.
      }
    }

    private void signAll(int section) throws IOException {
      Map<String, List<Record>> sets = new LinkedHashMap<>();
      for (Record record : message.getSection(section)) {
        if (record.getType() != Type.RRSIG && record.getType() != Type.OPT) {
          String key = record.getName().canonicalize() + " " + record.getType();
          sets.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
        }
      }
      for (List<Record> set : sets.values()) {
        Optional<Name> signer = zone(set.getFirst().getName());
        if (signer.isPresent()) {
          signatures(set, signer.get(), set.getFirst().getTTL())
              .forEach(record -> message.addRecord(record, section));
        }
      }
    }

    /// The signatures of one record set, with the TTL `ttl`.
    private List<Record> signatures(List<Record> records, Name zone, long ttl) throws IOException {
      ByteBuffer key = key(records, zone);
      @Nullable List<RRSIGRecord> found = cache.get(key, now);
      if (found == null) {
        misses++;
        found = make(records, zone);
        cache.put(key, found);
      } else {
        hits++;
      }
      Name owner = records.getFirst().getName();
      return found.stream().map(signature -> shown(signature, owner, ttl)).toList();
    }

    private List<RRSIGRecord> make(List<Record> records, Name zone) throws IOException {
      var set = new RRset();
      for (Record record : records) {
        set.addRR(
            Record.newRecord(
                record.getName(),
                record.getType(),
                record.getDClass(),
                ORIGINAL_TTL,
                record.rdataToWireCanonical()));
      }
      boolean keys = set.getType() == Type.DNSKEY;
      List<RRSIGRecord> made = new ArrayList<>();
      for (SigningKey key : keys ? forKeys : forData) {
        made.add(key.sign(set, zone, now.minus(BACKDATED), now.plus(VALIDITY)));
      }
      return made;
    }
  }

  private static Record shown(RRSIGRecord signature, Name owner, long ttl) {
    return new RRSIGRecord(
        owner,
        DClass.IN,
        ttl,
        signature.getTypeCovered(),
        signature.getAlgorithm(),
        signature.getOrigTTL(),
        signature.getExpire(),
        signature.getTimeSigned(),
        signature.getFootprint(),
        signature.getSigner(),
        signature.getSignature());
  }

  /// Everything that the signature depends on: zone, owner, type, data in canonical order.
  private static ByteBuffer key(List<Record> records, Name zone) {
    var key = new ByteArrayOutputStream();
    key.writeBytes(zone.toWireCanonical());
    key.writeBytes(records.getFirst().getName().toWireCanonical());
    key.write(records.getFirst().getType() >>> 8);
    key.write(records.getFirst().getType());
    records.stream()
        .map(Record::rdataToWireCanonical)
        .sorted(Arrays::compareUnsigned)
        .forEach(data -> {
          key.write(data.length >>> 8);
          key.write(data.length);
          key.writeBytes(data);
        });
    return ByteBuffer.wrap(key.toByteArray());
  }
}
