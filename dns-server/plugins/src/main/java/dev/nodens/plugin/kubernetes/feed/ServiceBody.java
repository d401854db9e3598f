package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import java.io.IOException;

/// Reads `spec` of a Service (core/v1) and, if that is wanted, where it can be reached from
/// outside.
final class ServiceBody implements ObjectReader.Body {
  private final boolean outside;
  private final ServiceRow.Builder row = new ServiceRow.Builder();
  private final Draft text = new Draft();
  private final Draft host = new Draft();
  private final Draft clusterIp = new Draft();
  private final Draft portName = new Draft();
  private final Draft protocol = new Draft();

  /// @param outside whether external IPs and load balancers are read
  ServiceBody(boolean outside) {
    this.outside = outside;
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
    boolean spec = member.is("spec");
    boolean status = outside && member.is("status");
    if (!spec && !status) {
      json.skip();
    } else if (json.beginObject()) {
      if (spec) {
        spec(json);
      } else {
        status(json);
      }
    }
  }

  private void status(JsonReader json) throws IOException {
    while (json.nextMember()) {
      if (!json.name().is("loadBalancer")) {
        json.skip();
      } else if (json.beginObject()) {
        loadBalancer(json);
      }
    }
  }

  private void loadBalancer(JsonReader json) throws IOException {
    while (json.nextMember()) {
      if (!json.name().is("ingress")) {
        json.skip();
      } else if (json.beginArray()) {
        while (json.nextElement()) {
          ingress(json);
        }
      }
    }
  }

  private void ingress(JsonReader json) throws IOException {
    if (!json.beginObject()) {
      return;
    }
    boolean addressed = false;
    host.clear();
    while (json.nextMember()) {
      Draft member = json.name();
      if (member.is("ip")) {
        json.string(text);
        addressed |= text.length() > 0;
        row.outsideAddress(text);
      } else if (member.is("hostname")) {
        json.string(host);
      } else {
        json.skip();
      }
    }
    if (!addressed && host.length() > 0) {
      row.outsideHost(host);
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
      } else if (outside && member.is("externalIPs")) {
        externalIps(json);
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

  private void externalIps(JsonReader json) throws IOException {
    if (json.beginArray()) {
      while (json.nextElement()) {
        json.string(text);
        row.outsideAddress(text);
      }
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
