package dev.nodens.plugin.auto;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneFile;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.ZoneSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The zone files of a folder and the folders below it. Blocking; one thread at a time.
final class ZoneFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneFolder.class);

  private final AutoConfig config;
  private final Path directory;
  private final ZoneHandler handler;
  private final Supplier<ZoneListener> listener;
  private final Map<Name, ZoneFile> zones = new LinkedHashMap<>();

  /// @param listener hears of each zone that is new or changed
  ZoneFolder(
      AutoConfig config, Path directory, ZoneHandler handler, Supplier<ZoneListener> listener) {
    this.config = config;
    this.directory = directory;
    this.handler = handler;
    this.listener = listener;
  }

  /// Reads new and changed files, forgets zones whose files are gone, and serves what there is.
  void walk() {
    @Nullable List<Path> files = files();
    if (files == null) {
      return;
    }
    Map<Name, Path> found = new LinkedHashMap<>();
    for (Path file : files) {
      @Nullable Name zone = zone(String.valueOf(file.getFileName()));
      @Nullable Path first = zone == null ? null : found.putIfAbsent(zone, file);
      if (zone != null && first != null && !isSame(first, file)) {
        LOG.warn(
            "plugin/auto: Multiple zone files match origin {}: using {} instead of {}",
            GoSyntax.quote(zone.toString()),
            GoSyntax.quote(first.toString()),
            GoSyntax.quote(file.toString()));
      }
    }
    for (Name zone : List.copyOf(zones.keySet())) {
      if (!found.containsKey(zone)) {
        zones.remove(zone);
        LOG.info("plugin/auto: Deleting zone `{}'", zone);
      }
    }
    found.forEach(this::read);
    handler.use(zones.values().stream().map(ZoneFile::slot).toList());
  }

  private void read(Name zone, Path path) {
    @Nullable ZoneFile known = zones.get(zone);
    if (known != null) {
      known.file(path);
      known.refresh();
      return;
    }
    var file = new ZoneFile("auto", path, new ZoneSlot(zone), false, listener);
    try {
      file.load();
      zones.put(zone, file);
      LOG.info("plugin/auto: Inserting zone `{}' from: {}", zone, path);
      listener.get().changed(zone);
    } catch (IOException e) {
      LOG.warn("plugin/auto: Opening {} failed: {}", path, e.toString());
    } catch (ZoneException e) {
      LOG.warn("plugin/auto: Parse zone `{}': {}", zone, e.getMessage());
    }
  }

  /// All files, links to files included. Folders behind links are left out: the kubelet puts what a
  /// ConfigMap holds into a hidden folder and links to it. Null if the folder cannot be read.
  private @Nullable List<Path> files() {
    try {
      Path start = Files.exists(directory) ? directory.toRealPath() : directory;
      try (Stream<Path> walk = Files.walk(start)) {
        return walk.filter(Files::isRegularFile).sorted().toList();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("plugin/auto: error reading {}: {}", directory, e.toString());
      return null;
    }
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  /// The zone that a file of this name holds, or null.
  private @Nullable Name zone(String fileName) {
    @Nullable List<String> groups = config.pattern().match(fileName);
    if (groups == null) {
      return null;
    }
    String name = config.template();
    for (int i = groups.size() - 1; i >= 0; i--) {
      name = name.replace("{" + i + "}", groups.get(i));
    }
    try {
      return Name.parse(name);
    } catch (IllegalArgumentException e) {
      LOG.warn("plugin/auto: {}: {}", fileName, e.getMessage());
      return null;
    }
  }
}
