package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.NamedRow;
import dev.nodens.plugin.kubernetes.table.RowBuilder;
import java.io.IOException;
import java.util.Set;

/// Reads a Namespace, or `status.podIPs` of a Pod (core/v1).
final class NamedBody implements ObjectReader.Body {
  private final NamedRow.Builder row;
  private final Draft text = new Draft();
  private final boolean pod;
  private final Set<String> only;

  /// @param pod whether it reads pods; else namespaces
  /// @param only names of the objects that count; empty for all
  NamedBody(boolean pod, Set<String> only) {
    this.row = new NamedRow.Builder(pod);
    this.pod = pod;
    this.only = only;
  }

  @Override
  public RowBuilder row() {
    return row;
  }

  @Override
  public void member(Draft member, MemberReader in) throws IOException {
    if (!pod || !member.is("status")) {
      in.skip();
    } else if (in.beginObject()) {
      status(in);
    }
  }

  private void status(MemberReader in) throws IOException {
    while (in.nextMember()) {
      if (in.name().is("podIPs")) {
        addresses(in);
      } else {
        in.skip();
      }
    }
  }

  private void addresses(MemberReader in) throws IOException {
    if (!in.beginArray()) {
      return;
    }
    while (in.nextElement()) {
      if (in.beginObject()) {
        address(in);
      }
    }
  }

  private void address(MemberReader in) throws IOException {
    while (in.nextMember()) {
      if (in.name().is("ip")) {
        in.string(text);
        row.address(text);
      } else {
        in.skip();
      }
    }
  }

  @Override
  public boolean isWanted() {
    return only.isEmpty() || only.contains(ObjectReader.text(row.name()));
  }
}
