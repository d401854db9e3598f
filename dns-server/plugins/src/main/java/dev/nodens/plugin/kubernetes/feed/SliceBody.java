package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import java.io.IOException;

/// Reads `endpoints` and `ports` of an EndpointSlice (discovery.k8s.io/v1).
final class SliceBody implements ObjectReader.Body {
  private final boolean imports;
  private final SliceRow.Builder row;
  private final Draft text = new Draft();
  private final Draft portName = new Draft();
  private final Draft protocol = new Draft();

  /// @param podNames whether endpoints without hostname are named after their pods
  /// @param imports whether endpoints are named with the cluster that they come from
  SliceBody(boolean podNames, boolean imports) {
    this.imports = imports;
    row = new SliceRow.Builder(podNames);
  }

  @Override
  public void clear() {
    row.clear();
  }

  @Override
  public void names(Draft name, Draft namespace, Draft service) {
    row.name.clear().all(name);
    row.namespace.clear().all(namespace);
    row.service.clear().all(service);
  }

  @Override
  public void cluster(Draft cluster) {
    if (imports) {
      row.cluster.clear().all(cluster);
    }
  }

  @Override
  public void member(Draft member, JsonReader json) throws IOException {
    if (member.is("endpoints")) {
      endpoints(json);
    } else if (member.is("ports")) {
      ports(json);
    } else {
      json.skip();
    }
  }

  private void ports(JsonReader json) throws IOException {
    if (!json.beginArray()) {
      return;
    }
    while (json.nextElement()) {
      row.port(portName, protocol, PortBody.read(json, portName, protocol));
    }
  }

  private void endpoints(JsonReader json) throws IOException {
    if (!json.beginArray()) {
      return;
    }
    while (json.nextElement()) {
      row.beginEndpoint();
      if (json.beginObject()) {
        endpoint(json);
      }
      row.endEndpoint();
    }
  }

  private void endpoint(JsonReader json) throws IOException {
    while (json.nextMember()) {
      Draft member = json.name();
      if (member.is("addresses")) {
        addresses(json);
      } else if (member.is("conditions")) {
        conditions(json);
      } else if (member.is("hostname")) {
        json.string(row.hostname);
      } else if (member.is("targetRef")) {
        target(json);
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
      json.string(text);
      row.address(text);
    }
  }

  private void conditions(JsonReader json) throws IOException {
    if (!json.beginObject()) {
      return;
    }
    while (json.nextMember()) {
      if (!json.name().is("ready")) {
        json.skip();
      } else if (!json.bool(true)) {
        row.notReady();
      }
    }
  }

  private void target(JsonReader json) throws IOException {
    if (!json.beginObject()) {
      return;
    }
    while (json.nextMember()) {
      if (json.name().is("name")) {
        json.string(row.target);
      } else {
        json.skip();
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
