package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.RowBuilder;
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
  public RowBuilder row() {
    return row;
  }

  @Override
  public void member(Draft member, MemberReader in) throws IOException {
    if (!member.is("spec")) {
      in.skip();
    } else if (in.beginObject()) {
      while (in.nextMember()) {
        spec(in.name(), in);
      }
    }
  }

  private void spec(Draft member, MemberReader in) throws IOException {
    if (member.is("type")) {
      in.string(text);
      if (text.is("Headless")) {
        row.clusterIp(none);
      }
    } else if (member.is("ips")) {
      addresses(in);
    } else if (member.is("ports")) {
      ports(in);
    } else {
      in.skip();
    }
  }

  private void addresses(MemberReader in) throws IOException {
    if (in.beginArray()) {
      while (in.nextElement()) {
        in.string(text);
        row.clusterIp(text);
      }
    }
  }

  private void ports(MemberReader in) throws IOException {
    if (in.beginArray()) {
      while (in.nextElement()) {
        row.port(portName, protocol, PortBody.read(in, portName, protocol));
      }
    }
  }
}
