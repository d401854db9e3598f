package dev.nodens.zone.update;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// An UPDATE message, read (RFC 2136 §2).
///
/// @param prerequisites what must be true
/// @param changes what shall become true, in order
public record UpdateRequest(List<Entry> prerequisites, List<Entry> changes) {

  public UpdateRequest {
    prerequisites = List.copyOf(prerequisites);
    changes = List.copyOf(changes);
  }

  /// Reads a message.
  ///
  /// @throws IOException if it is malformed
  public static UpdateRequest read(byte[] octets) throws IOException {
    try {
      var message = new Message(octets);
      return new UpdateRequest(
          message.getSection(Section.PREREQ).stream().map(Entry::of).toList(),
          message.getSection(Section.UPDATE).stream().map(Entry::of).toList());
    } catch (RuntimeException e) {
      // dnsjava throws some for data of odd length.
      throw new IOException(e);
    }
  }
}
