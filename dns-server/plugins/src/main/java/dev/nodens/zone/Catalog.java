package dev.nodens.zone;

import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a catalog zone says (RFC 9432): which zones a secondary shall have.
///
/// @param origin name of the catalog zone
/// @param members one for each zone
public record Catalog(Name origin, List<Member> members) {
  private static final String VERSION = "2";

  public Catalog {
    members = List.copyOf(members);
  }

  /// One zone.
  ///
  /// @param id label of the entry; another id means that the zone is to be fetched anew
  /// @param zone its name
  /// @param newOwner catalog zone that takes it over (property `coo`)
  public record Member(Name id, Name zone, Optional<Name> newOwner) {}

  /// The member that `zone` is, if it is one.
  public Optional<Member> member(Name zone) {
    return members.stream().filter(member -> member.zone().equals(zone)).findFirst();
  }

  /// Reads `zone` as a catalog.
  ///
  /// @throws ZoneException if it is none; the message says why
  public static Catalog of(Zone zone) throws ZoneException {
    Name origin = zone.origin();
    if (zone.apex().find(RrType.NS) == null) {
      throw new ZoneException("catalog zone " + origin + " has no NS record");
    }
    Name version = origin.prepend("version");
    Name zones = origin.prepend("zones");
    boolean known = false;
    Map<Name, Member> byZone = new LinkedHashMap<>();
    Map<Name, Name> owners = new LinkedHashMap<>();
    List<Node> entries = new ArrayList<>();
    for (Node node : zone.nodes()) {
      Name name = Name.of(node.name(), 0);
      if (name.equals(version)) {
        known = isKnown(node, origin);
      } else if (name.isAtOrBelow(zones)) {
        int depth = name.labels() - zones.labels();
        if (depth == 1) {
          entries.add(node);
        } else if (depth == 2 && node.name()[0] == 3 && label(name).equals("coo")) {
          @Nullable Name owner = pointer(node, "more than one coo PTR record");
          if (owner != null) {
            owners.put(Name.of(node.name(), 1 + node.name()[0]), owner);
          }
        }
      }
    }
    if (!known) {
      throw new ZoneException(
          "catalog zone " + origin + " must have exactly one version TXT record");
    }
    for (Node node : entries) {
      Name id = Name.of(node.name(), 0);
      @Nullable Name target = pointer(node, "more than one PTR record");
      if (target != null) {
        var member = new Member(id, target, Optional.ofNullable(owners.get(id)));
        if (byZone.put(target, member) != null) {
          throw new ZoneException("catalog member zone " + target + " is listed twice");
        }
      }
    }
    return new Catalog(origin, List.copyOf(byZone.values()));
  }

  private static boolean isKnown(Node node, Name origin) throws ZoneException {
    @Nullable Rrset texts = node.find(RrType.TXT);
    if (texts == null || texts.size() != 1) {
      return false;
    }
    byte[] data = texts.data(0);
    String text = new String(data, 1, data.length - 1, StandardCharsets.US_ASCII);
    if (!text.equals(VERSION)) {
      throw new ZoneException("catalog zone " + origin + " has unsupported version '" + text + "'");
    }
    return true;
  }

  private static @Nullable Name pointer(Node node, String fault) throws ZoneException {
    @Nullable Rrset pointers = node.find(RrType.PTR);
    if (pointers == null) {
      return null;
    }
    if (pointers.size() != 1) {
      throw new ZoneException("catalog member " + Name.of(node.name(), 0) + " has " + fault);
    }
    return Name.of(Name.of(pointers.data(0), 0).lower(), 0);
  }

  private static String label(Name name) {
    var text = new StringBuilder();
    WireName.appendText(text, name.lower(), 0);
    return text.substring(0, text.indexOf("."));
  }
}
