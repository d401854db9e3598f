package dev.nodens.e2e.differential.ask;

import dev.nodens.e2e.differential.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xbill.DNS.ReverseMap;

/// All names that a world has, and some that it nearly has, by their shape.
final class ClusterNames {
  private static final String ZONE = "cluster.local.";

  private final Map<String, List<String>> names = new LinkedHashMap<>();

  private ClusterNames() {}

  /// The names of `world`; each shape has one at least.
  static Map<String, List<String>> of(World world) {
    var result = new ClusterNames();
    result.fixed();
    world.namespaces().forEach(n -> result.namespace(n.getMetadata().getName()));
    world.services().forEach(service -> result.service(service, world.slicesOf(service)));
    world.pods().forEach(result::pod);
    return result.names;
  }

  private void add(String shape, String name) {
    names.computeIfAbsent(shape, key -> new ArrayList<>()).add(name);
  }

  private void fixed() {
    add("apex", ZONE);
    add("fixed", "svc." + ZONE);
    add("fixed", "pod." + ZONE);
    add("version", "dns-version." + ZONE);
    add("nsdns", "ns.dns." + ZONE);
    add("nsdns", "dns." + ZONE);
    add("missing", "x." + ZONE);
    add("missing", "a.b.c.d.e.f." + ZONE);
    add("missing", "svc-0.nowhere.svc." + ZONE);
    add("missing", "nowhere.svc." + ZONE);
    add("missing", "1-2-3-4.nowhere.pod." + ZONE);
    add("missing", "svc-0.ns-0.foo." + ZONE);
    add("missing", "_http._tcp." + ZONE);
    add("wildcard", "*.ns-0.svc." + ZONE);
    add("wildcard", "svc-0.*.svc." + ZONE);
    add("wildcard", "any.any.svc." + ZONE);
    add("kubernetes", "kubernetes.default.svc." + ZONE);
    add("kubernetes", "_https._tcp.kubernetes.default.svc." + ZONE);
    add("reverse", reverse("10.96.0.1"));
    add("reverse", reverse("10.96.255.254"));
    add("reverse", reverse("10.244.255.254"));
    add("reverse", reverse("8.8.8.8"));
    add("reverse", reverse("fd00:10:96::ffff"));
    add("reverse-apex", "in-addr.arpa.");
    add("reverse-apex", "ip6.arpa.");
    add("reverse-part", "10.in-addr.arpa.");
    add("reverse-part", "96.10.in-addr.arpa.");
    add("reverse-part", "x.10.96.10.in-addr.arpa.");
    add("reverse-part", "1.2.3.4.5.6.in-addr.arpa.");
    add("reverse-part", "0.0.d.f.ip6.arpa.");
    add("reverse-part", "g.0.0.d.f.ip6.arpa.");
  }

  private void namespace(String namespace) {
    add("namespace", namespace + ".svc." + ZONE);
    add("namespace", namespace + ".pod." + ZONE);
    add("missing", "missing." + namespace + ".svc." + ZONE);
    add("missing", "x.missing." + namespace + ".svc." + ZONE);
    add("missing", "_http._tcp.missing." + namespace + ".svc." + ZONE);
    String pod = "." + namespace + ".pod." + ZONE;
    add("pod", "10-1-2-3" + pod);
    add("pod", "fd00--1" + pod);
    add("pod-odd", "not-an-address" + pod);
    add("pod-odd", "10-1-2" + pod);
    add("pod-odd", "10-1-2-300" + pod);
    add("pod-odd", "x.10-1-2-3" + pod);
    add("pod-odd", "--" + pod);
    add("pod-odd", "10.1.2.3" + pod);
  }

  private static String shape(Service service) {
    var spec = service.getSpec();
    if ("ExternalName".equals(spec.getType())) {
      boolean inside = spec.getExternalName().endsWith("cluster.local");
      return inside ? "external-inside" : "external-outside";
    }
    return "None".equals(spec.getClusterIP()) ? "headless" : "service";
  }

  private void service(Service service, List<EndpointSlice> slices) {
    String name =
        service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc.";
    String shape = shape(service);
    add(shape, name + ZONE);
    add(shape + "-port", "_http._tcp." + name + ZONE);
    add(shape + "-port", "_http._udp." + name + ZONE);
    add(shape + "-port", "dns.udp." + name + ZONE);
    add(shape + "-odd", "nope." + name + ZONE);
    add(shape + "-odd", "a.b.c." + name + ZONE);
    add(shape + "-odd", "_._tcp." + name + ZONE);
    add(shape + "-odd", "*." + name + ZONE);
    add(shape + "-odd", "http.host-1." + name + ZONE);
    for (ServicePort port : service.getSpec().getPorts()) {
      if (port.getName() != null) {
        String label = "_" + port.getName() + "._" + port.getProtocol().toLowerCase(Locale.ROOT);
        add(shape + "-port", label + "." + name + ZONE);
      }
    }
    for (String zone : List.of("west-1", "west-2", "rack.3", "nowhere")) {
      add(shape + "-zone", zone + ".pin._zone." + name + ZONE);
      add(shape + "-zone", zone + ".prefer._zone." + name + ZONE);
    }
    add(shape + "-zone", "west-1.any._zone." + name + ZONE);
    List<String> ips = service.getSpec().getClusterIPs();
    for (String ip : ips == null ? List.<String>of() : ips) {
      if (!ip.equals("None")) {
        add("reverse", reverse(ip));
      }
    }
    slices.forEach(slice -> slice.getEndpoints().forEach(e -> endpoint(shape, name, e)));
  }

  private void endpoint(String shape, String service, Endpoint endpoint) {
    if (endpoint.getHostname() != null) {
      add(shape + "-endpoint", endpoint.getHostname() + "." + service + ZONE);
    }
    if (endpoint.getTargetRef() != null) {
      add(shape + "-endpoint", endpoint.getTargetRef().getName() + "." + service + ZONE);
    }
    for (String address : endpoint.getAddresses()) {
      add(shape + "-endpoint", dashed(address) + "." + service + ZONE);
      add(shape + "-endpoint", "_http._tcp." + dashed(address) + "." + service + ZONE);
      add("reverse", reverse(address));
    }
  }

  private void pod(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    pod.getStatus()
        .getPodIPs()
        .forEach(ip -> {
          add("pod", dashed(ip.getIp()) + "." + namespace + ".pod." + ZONE);
          add("pod", dashed(ip.getIp()) + ".ns-0.pod." + ZONE);
          add("reverse", reverse(ip.getIp()));
        });
  }

  private static String dashed(String address) {
    return address.replace('.', '-').replace(':', '-');
  }

  private static String reverse(String address) {
    return ReverseMap.fromAddress(InetAddress.ofLiteral(address)).toString();
  }
}
