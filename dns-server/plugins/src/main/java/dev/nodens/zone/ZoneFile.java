package dev.nodens.zone;

import dev.nodens.corefile.GoSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A zone's file, read again when it changed. Blocking; one thread at a time.
public final class ZoneFile {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneFile.class);

  private final String plugin;
  private final ZoneSlot slot;
  private final boolean byTime;
  private final Supplier<ZoneListener> listener;
  private Path file;
  private @Nullable FileTime readTime;
  private long readSize;

  /// @param plugin the directive, for log lines
  /// @param byTime whether a newer file is taken even if the serial number is the same
  /// @param listener hears of each new content after the first
  public ZoneFile(
      String plugin, Path file, ZoneSlot slot, boolean byTime, Supplier<ZoneListener> listener) {
    this.plugin = plugin;
    this.file = file;
    this.slot = slot;
    this.byTime = byTime;
    this.listener = listener;
  }

  /// The place of the zone.
  public ZoneSlot slot() {
    return slot;
  }

  /// Reads from another file from now on.
  public void file(Path newFile) {
    file = newFile;
  }

  /// Reads the file for the first time.
  ///
  /// @throws IOException if it cannot be opened
  /// @throws ZoneException if it holds no such zone
  public void load() throws IOException, ZoneException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    slot.use(ZoneReader.read(file, slot.origin()));
    remember(attributes);
  }

  private void remember(BasicFileAttributes attributes) {
    readTime = attributes.lastModifiedTime();
    readSize = attributes.size();
  }

  /// Reads the file if it is another one than last time, and serves it if its serial number is
  /// another one, too.
  public void refresh() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.lastModifiedTime().equals(readTime) && attributes.size() == readSize) {
        return;
      }
      Zone zone = ZoneReader.read(file, slot.origin());
      remember(attributes);
      @Nullable Zone before = slot.zone();
      if (before == null || byTime || before.serial() != zone.serial()) {
        slot.use(zone);
        LOG.info(
            "plugin/{}: Successfully reloaded zone {} in {} with {} SOA serial",
            plugin,
            GoSyntax.quote(slot.origin().toString()),
            GoSyntax.quote(file.toString()),
            zone.serial());
        listener.get().changed(slot.origin());
      }
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "no such file" : e.toString();
      String zone = GoSyntax.quote(slot.origin().toString());
      LOG.error("plugin/{}: Failed to open zone {} in {}: {}", plugin, zone, file, reason);
    } catch (ZoneException e) {
      String zone = GoSyntax.quote(slot.origin().toString());
      LOG.error("plugin/{}: Parsing zone {}: {}", plugin, zone, e.getMessage());
    }
  }
}
