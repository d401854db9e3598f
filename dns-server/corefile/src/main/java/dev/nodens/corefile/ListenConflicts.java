package dev.nodens.corefile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds zones that two server blocks claim on the same listener. Pure.
public final class ListenConflicts {

  /// By their text: a record's own hash code is made by the JVM at its first use, at the start.
  private final Map<String, Place> taken = new HashMap<>();

  private final Map<String, Place> takenAnywhere = new HashMap<>();

  private ListenConflicts() {}

  /// A zone, and where it is served.
  ///
  /// @param addresses of `bind`; one empty text if the block binds to every address
  /// @param filtered whether the block has a `view`: such blocks may share a zone
  public record Served(ZoneKey key, List<String> addresses, boolean filtered) {}

  /// Refuses the first of `zones` that an earlier one already holds, or overlaps: a zone bound to
  /// an address and the same zone bound to all of them.
  ///
  /// @throws CorefileException at the key of the later zone
  public static void check(List<Served> zones) {
    ListenConflicts conflicts = new ListenConflicts();
    for (Served served : zones) {
      for (String address : served.addresses()) {
        conflicts.add(served, address);
      }
    }
  }

  private void add(Served served, String address) {
    ZoneKey key = served.key();
    Place place = new Place(key.transport(), key.zone(), key.port(), address);
    boolean same = taken.containsKey(place.toString());
    if (!served.filtered() && same) {
      throw refused(key, place, "it is already defined");
    }
    Place overlap = same ? null : overlap(place);
    if (overlap != null) {
      throw refused(key, place, "zone overlap listener capacity with " + overlap);
    }
    if (!served.filtered()) {
      taken.put(place.toString(), place);
      takenAnywhere.put(place.everywhere(), place);
    }
  }

  private @Nullable Place overlap(Place place) {
    String everywhere = place.everywhere();
    Place other = takenAnywhere.get(everywhere);
    if (other == null || place.address().isEmpty()) {
      return other;
    }
    return taken.get(everywhere);
  }

  private static CorefileException refused(ZoneKey key, Place place, String why) {
    return new CorefileException(key.position(), "cannot serve " + place + " - " + why);
  }

  private record Place(Transport transport, String zone, int port, String address) {

    String everywhere() {
      return new Place(transport, zone, port, "").toString();
    }

    @Override
    public String toString() {
      String text = transport.scheme() + "://" + zone + ":" + port;
      return address.isEmpty() ? text : text + " on " + address;
    }
  }
}
