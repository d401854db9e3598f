package dev.nodens.plugin.secondary;

import dev.nodens.wire.Name;
import dev.nodens.zone.Catalog;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneSlot;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All copies of a block: those that the Corefile names, and the members of its catalogs, which
/// come and go (RFC 9432 §5). Any thread.
final class Copies {
  private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

  private final Map<Name, Copying> named = new LinkedHashMap<>();
  private final Map<Name, Entry> members = new LinkedHashMap<>();
  private final Map<Name, Catalog> catalogs = new LinkedHashMap<>();
  private final Consumer<Collection<ZoneSlot>> served;
  private boolean stopped;

  /// @param served hears of the zones that there are now
  Copies(Consumer<Collection<ZoneSlot>> served) {
    this.served = served;
  }

  /// A member of a catalog.
  private record Entry(Name catalog, Name id, Copying copy) {}

  /// Makes the copy of a member.
  @FunctionalInterface
  interface Maker {
    /// The copy of `zone`, not started.
    Copying make(Name zone);
  }

  /// Adds a zone that the Corefile names.
  synchronized void add(Name zone, Copying copy) {
    named.put(zone, copy);
    tell();
  }

  /// The copy of `zone`, or null.
  synchronized @Nullable Copying get(Name zone) {
    @Nullable Entry member = members.get(zone);
    return member == null ? named.get(zone) : member.copy();
  }

  synchronized void start() {
    named.values().forEach(Copying::start);
  }

  synchronized void stop() {
    stopped = true;
    named.values().forEach(Copying::stop);
    members.values().forEach(member -> member.copy().stop());
  }

  /// Takes over what the catalog in `zone` says now; a faulty one changes nothing.
  ///
  /// @param allowed zones that members must be at or below; empty for any
  synchronized void apply(@Nullable Zone zone, List<Name> allowed, Maker maker) {
    if (zone == null || stopped) {
      return;
    }
    Catalog catalog;
    try {
      catalog = Catalog.of(zone);
    } catch (ZoneException e) {
      LOG.warn("plugin/secondary: {}; its member zones stay as they are", e.getMessage());
      return;
    }
    Name origin = catalog.origin();
    catalogs.put(origin, catalog);
    Set<Name> listed = new HashSet<>();
    int outside = 0;
    for (Catalog.Member member : catalog.members()) {
      boolean inScope = allowed.isEmpty() || allowed.stream().anyMatch(member.zone()::isAtOrBelow);
      if (inScope) {
        listed.add(member.zone());
        take(origin, member, maker);
      } else {
        outside++;
      }
    }
    members.entrySet().removeIf(entry -> isGone(origin, entry.getKey(), entry.getValue(), listed));
    if (outside > 0) {
      LOG.warn(
          "plugin/secondary: Skipped {} member zones from catalog {}: outside configured member"
              + " zones",
          outside,
          origin);
    }
    LOG.info(
        "plugin/secondary: Parsed catalog zone {} with {} member zones",
        origin,
        catalog.members().size());
    tell();
  }

  private static boolean isGone(Name catalog, Name zone, Entry entry, Set<Name> listed) {
    if (!entry.catalog().equals(catalog) || listed.contains(zone)) {
      return false;
    }
    entry.copy().stop();
    LOG.info("plugin/secondary: Removed catalog member zone {} from catalog {}", zone, catalog);
    return true;
  }

  private void take(Name catalog, Catalog.Member member, Maker maker) {
    @Nullable Entry old = members.get(member.zone());
    if (old != null && old.id().equals(member.id()) && old.catalog().equals(catalog)) {
      return;
    }
    boolean taken = named.containsKey(member.zone());
    if (taken
        || (old != null && !old.catalog().equals(catalog) && !isGiven(old, catalog, member))) {
      LOG.warn(
          "plugin/secondary: Skipping catalog member zone {} from {}: zone already exists",
          member.zone(),
          catalog);
      return;
    }
    Copying copy = maker.make(member.zone());
    if (old != null) {
      old.copy().stop();
      @Nullable Zone known = old.copy().zone().slot().zone();
      // The label of the entry is what tells a zone from another one of the same name.
      if (known != null && firstLabel(old.id()).equals(firstLabel(member.id()))) {
        copy.zone().slot().use(known);
      }
    }
    members.put(member.zone(), new Entry(catalog, member.id(), copy));
    LOG.info(
        "plugin/secondary: Added catalog member zone {} from catalog {}", member.zone(), catalog);
    copy.start();
  }

  /// Whether the catalog that has the member now says that `catalog` takes it over (RFC 9432
  /// §4.3.1).
  private boolean isGiven(Entry old, Name catalog, Catalog.Member member) {
    @Nullable Catalog owner = catalogs.get(old.catalog());
    return owner != null
        && owner
            .member(member.zone())
            .flatMap(Catalog.Member::newOwner)
            .filter(catalog::equals)
            .isPresent();
  }

  private static Name firstLabel(Name id) {
    byte[] label = new byte[id.lower()[0] + 2];
    System.arraycopy(id.lower(), 0, label, 0, label.length - 1);
    return Name.of(label, 0);
  }

  private void tell() {
    Map<Name, ZoneSlot> slots = new LinkedHashMap<>();
    named.forEach((zone, copy) -> slots.put(zone, copy.zone().slot()));
    members.forEach((zone, entry) -> slots.put(zone, entry.copy().zone().slot()));
    served.accept(slots.values());
  }
}
