package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.NamedRow;
import java.io.IOException;
import java.util.Set;

/// Reads a Namespace, or `status.podIPs` of a Pod (core/v1).
final class NamedBody implements ObjectReader.Body {
  private final NamedRow.Builder row = new NamedRow.Builder();
  private final Draft text = new Draft();
  private final boolean pod;
  private final Set<String> only;

  /// @param pod whether it reads pods; else namespaces
  /// @param only names of the objects that count; empty for all
  NamedBody(boolean pod, Set<String> only) {
    this.pod = pod;
    this.only = only;
  }

  @Override
  public void clear() {
    row.clear();
  }

  @Override
  public void names(Draft name, Draft namespace, Draft service) {
    row.name.clear().all(name);
    row.namespace.clear().all(namespace);
  }

  @Override
  public void member(Draft member, JsonReader json) throws IOException {
    if (!pod || !member.is("status")) {
      json.skip();
    } else if (json.beginObject()) {
      status(json);
    }
  }

  private void status(JsonReader json) throws IOException {
    while (json.nextMember()) {
      if (json.name().is("podIPs")) {
        addresses(json);
      } else {
        json.skip();
      }
    }
  }

  private void addresses(JsonReader json) throws IOException {
    if (!json.beginArray()) {
      return;
    }
    while (json.nextElement()) {
      if (json.beginObject()) {
        address(json);
      }
    }
  }

  private void address(JsonReader json) throws IOException {
    while (json.nextMember()) {
      if (json.name().is("ip")) {
        json.string(text);
        row.address(text);
      } else {
        json.skip();
      }
    }
  }

  @Override
  public boolean hasKey() {
    return row.hasKey() && pod == row.namespace.length() > 0;
  }

  @Override
  public boolean isComplete() {
    return hasKey() && (only.isEmpty() || only.contains(ObjectReader.text(row.name)));
  }

  @Override
  public void build(Draft draft) {
    row.build(draft);
  }
}
