package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.RowBuilder;
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
  public RowBuilder row() {
    return row;
  }

  @Override
  public void member(Draft member, MemberReader in) throws IOException {
    boolean spec = member.is("spec");
    boolean status = outside && member.is("status");
    if (!spec && !status) {
      in.skip();
    } else if (in.beginObject()) {
      if (spec) {
        spec(in);
      } else {
        status(in);
      }
    }
  }

  private void status(MemberReader in) throws IOException {
    while (in.nextMember()) {
      if (!in.name().is("loadBalancer")) {
        in.skip();
      } else if (in.beginObject()) {
        loadBalancer(in);
      }
    }
  }

  private void loadBalancer(MemberReader in) throws IOException {
    while (in.nextMember()) {
      if (!in.name().is("ingress")) {
        in.skip();
      } else if (in.beginArray()) {
        while (in.nextElement()) {
          ingress(in);
        }
      }
    }
  }

  private void ingress(MemberReader in) throws IOException {
    if (!in.beginObject()) {
      return;
    }
    boolean addressed = false;
    host.clear();
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("ip")) {
        in.string(text);
        addressed |= text.length() > 0;
        row.outsideAddress(text);
      } else if (member.is("hostname")) {
        in.string(host);
      } else {
        in.skip();
      }
    }
    if (!addressed && host.length() > 0) {
      row.outsideHost(host);
    }
  }

  private void spec(MemberReader in) throws IOException {
    boolean listed = false;
    clusterIp.clear();
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("clusterIP")) {
        in.string(clusterIp);
      } else if (member.is("clusterIPs")) {
        listed |= clusterIps(in);
      } else if (member.is("type")) {
        in.string(text);
        if (text.is("ExternalName")) {
          row.external();
        }
      } else if (member.is("externalName")) {
        in.string(row.externalName);
      } else if (member.is("ports")) {
        ports(in);
      } else if (outside && member.is("externalIPs")) {
        externalIps(in);
      } else {
        in.skip();
      }
    }
    if (!listed) {
      row.clusterIp(clusterIp);
    }
  }

  private boolean clusterIps(MemberReader in) throws IOException {
    boolean any = false;
    if (in.beginArray()) {
      while (in.nextElement()) {
        in.string(text);
        row.clusterIp(text);
        any = true;
      }
    }
    return any;
  }

  private void externalIps(MemberReader in) throws IOException {
    if (in.beginArray()) {
      while (in.nextElement()) {
        in.string(text);
        row.outsideAddress(text);
      }
    }
  }

  private void ports(MemberReader in) throws IOException {
    if (!in.beginArray()) {
      return;
    }
    while (in.nextElement()) {
      row.port(portName, protocol, PortBody.read(in, portName, protocol));
    }
  }
}
