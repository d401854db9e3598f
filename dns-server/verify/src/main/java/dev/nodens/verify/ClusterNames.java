package dev.nodens.verify;

import dev.nodens.verify.ask.Question;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// The questions that the objects of a cluster give rise to, with the kinds that the table of known
/// differences uses.
final class ClusterNames {
  private final String zone;
  private final List<Question> questions = new ArrayList<>();

  private ClusterNames(String zone) {
    this.zone = zone;
  }

  /// The questions of `objects` below `zone`, which ends with a dot.
  static List<Question> of(ClusterObjects objects, String zone) {
    var names = new ClusterNames(zone);
    names.fixed();
    objects.namespaces().forEach(namespace -> names.namespace(namespace.name()));
    objects.services().forEach(names::service);
    objects.slices().forEach(names::slice);
    objects.pods().forEach(names::pod);
    return names.questions;
  }

  private void add(String shape, String name, int... types) {
    for (int type : types) {
      questions.add(Question.of("cluster." + shape, name, type));
    }
  }

  private void fixed() {
    add("apex", zone, Type.SOA, Type.NS, Type.A);
    add("version", "dns-version." + zone, Type.TXT);
    add("nsdns", "ns.dns." + zone, Type.A, Type.AAAA);
    add("fixed", "svc." + zone, Type.A);
    add("fixed", "pod." + zone, Type.A);
    add("missing", "no-such-name." + zone, Type.A, Type.AAAA);
  }

  private void namespace(String name) {
    add("namespace", name + ".svc." + zone, Type.A);
    add("missing", "no-such-service." + name + ".svc." + zone, Type.A, Type.AAAA);
    // What a search list makes of a name outside.
    add("missing", "example.com." + name + ".svc." + zone, Type.A);
    add("pod", "10-1-2-3." + name + ".pod." + zone, Type.A);
  }

  private void service(ApiObject service) {
    String name = service.name() + "." + service.namespace() + ".svc." + zone;
    String shape = shape(service);
    add(shape, name, Type.A, Type.AAAA, Type.SRV);
    add(shape + "-odd", "no-such-endpoint." + name, Type.A);
    for (ApiObject port : service.get("spec", "ports").items()) {
      if (!port.text("name").isEmpty()) {
        String protocol = port.text("protocol").toLowerCase(Locale.ROOT);
        String label = "_" + port.text("name") + "._" + (protocol.isEmpty() ? "tcp" : protocol);
        add(shape + "-port", label + "." + name, Type.SRV);
      }
    }
    service.get("spec", "clusterIPs").items().forEach(address -> reverse(address.text()));
  }

  private String shape(ApiObject service) {
    if (service.text("spec", "type").equals("ExternalName")) {
      boolean inside = (service.text("spec", "externalName") + ".").endsWith("." + zone);
      return inside ? "external-inside" : "external-outside";
    }
    return service.text("spec", "clusterIP").equals("None") ? "headless" : "service";
  }

  private void slice(ApiObject slice) {
    String service = slice.text("metadata", "labels", "kubernetes.io/service-name");
    if (service.isEmpty()) {
      return;
    }
    String name = "." + service + "." + slice.namespace() + ".svc." + zone;
    for (ApiObject endpoint : slice.get("endpoints").items()) {
      if (!endpoint.text("hostname").isEmpty()) {
        add("headless-endpoint", endpoint.text("hostname") + name, Type.A, Type.AAAA);
      }
      for (ApiObject address : endpoint.get("addresses").items()) {
        if (!slice.text("addressType").equals("FQDN")) {
          add("headless-endpoint", dashed(address.text()) + name, Type.A);
          reverse(address.text());
        }
      }
    }
  }

  private void pod(ApiObject pod) {
    for (ApiObject ip : pod.get("status", "podIPs").items()) {
      String name = dashed(ip.text("ip")) + "." + pod.namespace() + ".pod." + zone;
      add("pod", name, ip.text("ip").indexOf(':') < 0 ? Type.A : Type.AAAA);
      reverse(ip.text("ip"));
    }
  }

  private static String dashed(String address) {
    return address.replace('.', '-').replace(':', '-');
  }

  private void reverse(String address) {
    if (!address.isEmpty() && !address.equals("None")) {
      String name = ReverseMap.fromAddress(InetAddress.ofLiteral(address)).toString();
      add("reverse", name, Type.PTR);
    }
  }
}
