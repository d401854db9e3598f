package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.RowBuilder;
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
  /// @param zones whether the zones of endpoints are kept; not of imported ones
  SliceBody(boolean podNames, boolean imports, boolean zones) {
    this.imports = imports;
    row = new SliceRow.Builder(podNames, zones && !imports);
  }

  @Override
  public RowBuilder row() {
    return row;
  }

  @Override
  public void labels(Draft service, Draft cluster) {
    row.service.clear().all(service);
    if (imports) {
      row.cluster.clear().all(cluster);
    }
  }

  @Override
  public void member(Draft member, MemberReader in) throws IOException {
    if (member.is("endpoints")) {
      endpoints(in);
    } else if (member.is("ports")) {
      ports(in);
    } else {
      in.skip();
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

  private void endpoints(MemberReader in) throws IOException {
    if (!in.beginArray()) {
      return;
    }
    while (in.nextElement()) {
      row.beginEndpoint();
      if (in.beginObject()) {
        endpoint(in);
      }
      row.endEndpoint();
    }
  }

  private void endpoint(MemberReader in) throws IOException {
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("addresses")) {
        addresses(in);
      } else if (member.is("conditions")) {
        conditions(in);
      } else if (member.is("hostname")) {
        in.string(row.hostname);
      } else if (member.is("zone")) {
        in.string(row.zone);
      } else if (member.is("targetRef")) {
        target(in);
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
      in.string(text);
      row.address(text);
    }
  }

  private void conditions(MemberReader in) throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      if (!in.name().is("ready")) {
        in.skip();
      } else if (!in.bool(true)) {
        row.notReady();
      }
    }
  }

  private void target(MemberReader in) throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      if (in.name().is("name")) {
        in.string(row.target);
      } else {
        in.skip();
      }
    }
  }
}
