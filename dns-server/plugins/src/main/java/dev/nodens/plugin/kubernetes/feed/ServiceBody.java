package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import java.io.IOException;

/// Reads `spec` of a Service (core/v1).
final class ServiceBody implements ObjectReader.Body {
  private final ServiceRow.Builder row = new ServiceRow.Builder();
  private final Draft text = new Draft();
  private final Draft clusterIp = new Draft();
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
      spec(json);
    }
  }

  private void spec(JsonReader json) throws IOException {
    boolean listed = false;
    clusterIp.clear();
    while (json.nextMember()) {
      Draft member = json.name();
      if (member.is("clusterIP")) {
        json.string(clusterIp);
      } else if (member.is("clusterIPs")) {
        listed |= clusterIps(json);
      } else if (member.is("type")) {
        json.string(text);
        if (text.is("ExternalName")) {
          row.external();
        }
      } else if (member.is("externalName")) {
        json.string(row.externalName);
      } else if (member.is("ports")) {
        ports(json);
      } else {
        json.skip();
      }
    }
    if (!listed) {
      row.clusterIp(clusterIp);
    }
  }

  private boolean clusterIps(JsonReader json) throws IOException {
    boolean any = false;
    if (json.beginArray()) {
      while (json.nextElement()) {
        json.string(text);
        row.clusterIp(text);
        any = true;
      }
    }
    return any;
  }

  private void ports(JsonReader json) throws IOException {
    if (!json.beginArray()) {
      return;
    }
    while (json.nextElement()) {
      row.port(portName, protocol, PortBody.read(json, portName, protocol));
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
