package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.IOException;

/// Reads a port of a Service or an EndpointSlice.
final class PortBody {
  private PortBody() {}

  /// Reads name and protocol into the drafts and returns the number, -1 if there is none.
  static int read(MemberReader in, Draft portName, Draft protocol) throws IOException {
    portName.clear();
    protocol.clear();
    int number = -1;
    if (!in.beginObject()) {
      return number;
    }
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("name")) {
        in.string(portName);
      } else if (member.is("protocol")) {
        in.string(protocol);
      } else if (member.is("port")) {
        number = in.integer(-1);
      } else {
        in.skip();
      }
    }
    return number;
  }
}
