package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import java.io.IOException;

/// Reads `spec` of a ServiceImport (multicluster.x-k8s.io/v1alpha1): a service with the addresses
/// that it has in the whole set of clusters.
final class ImportBody implements ObjectReader.Body {
  private final ServiceRow.Builder row = new ServiceRow.Builder();
  private final Draft text = new Draft();
  private final Draft none = new Draft().text("None");
  private final Draft portName = new Draft();
  private final Draft protocol = new Draft();

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
    if (!member.is("spec")) {
      json.skip();
    } else if (json.beginObject()) {
      while (json.nextMember()) {
        spec(json.name(), json);
      }
    }
  }

  private void spec(Draft member, JsonReader json) throws IOException {
    if (member.is("type")) {
      json.string(text);
      if (text.is("Headless")) {
        row.clusterIp(none);
      }
    } else if (member.is("ips")) {
      addresses(json);
    } else if (member.is("ports")) {
      ports(json);
    } else {
      json.skip();
    }
  }

  private void addresses(JsonReader json) throws IOException {
    if (json.beginArray()) {
      while (json.nextElement()) {
        json.string(text);
        row.clusterIp(text);
      }
    }
  }

  private void ports(JsonReader json) throws IOException {
    if (json.beginArray()) {
      while (json.nextElement()) {
        row.port(portName, protocol, PortBody.read(json, portName, protocol));
      }
    }
  }

  @Override
  public boolean hasKey() {
    return row.hasKey();
  }

  @Override
  public boolean isComplete() {
    return row.isComplete();
  }

  @Override
  public void build(Draft draft) {
    row.build(draft);
  }
}
