package dev.nodens.zone.update;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.zone.ZoneException;
import dev.nodens.zone.ZoneReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;

/// The zone file that a zone starts with.
final class ZoneSource {
  private ZoneSource() {}

  /// Reads `file`. Blocks.
  ///
  /// @throws ZoneException if it cannot be read, is no zone that can be changed, or exceeds
  ///   `limits`
  static Content read(Path file, Name origin, Limits limits) throws ZoneException {
    String quoted = GoSyntax.quote(file.toString());
    var entries = new ArrayList<Entry>();
    try {
      ZoneReader.each(
          file,
          origin,
          record -> {
            if (entries.size() == limits.records()) {
              throw new ZoneException("more than max_records (" + limits.records() + ") records");
            }
            entries.add(Entry.of(record));
          });
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new ZoneException(
          "opening zone file " + quoted + ": open " + file + ": no such file or directory", e);
    } catch (IOException e) {
      throw new ZoneException("opening zone file " + quoted + ": " + e.getMessage(), e);
    }
    Content content = Content.of(origin, entries);
    if (content.excess(limits) != null) {
      throw new ZoneException("zone file " + quoted + " exceeds configured limits");
    }
    return content;
  }
}
