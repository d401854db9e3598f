package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.IOException;

/// Reads a port of a Service or an EndpointSlice.
final class PortBody {
  private PortBody() {}

  /// Reads name and protocol into the drafts and returns the number, -1 if there is none.
  static int read(JsonReader json, Draft portName, Draft protocol) throws IOException {
    portName.clear();
    protocol.clear();
    int number = -1;
    if (!json.beginObject()) {
      return number;
    }
    while (json.nextMember()) {
      Draft member = json.name();
      if (member.is("name")) {
        json.string(portName);
      } else if (member.is("protocol")) {
        json.string(protocol);
      } else if (member.is("port")) {
        number = json.integer(-1);
      } else {
        json.skip();
      }
    }
    return number;
  }
}
