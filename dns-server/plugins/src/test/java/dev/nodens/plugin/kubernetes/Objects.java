package dev.nodens.plugin.kubernetes;

/// Objects of the API in JSON, as an API server writes them.
public final class Objects {
  public static final String SERVICES = "/api/v1/services";
  public static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
  public static final String NAMESPACES = "/api/v1/namespaces";
  public static final String PODS = "/api/v1/pods";

  private Objects() {}

  /// A Namespace.
  public static String namespace(String name) {
    return json("{'metadata':{'name':'" + name + "','resourceVersion':'1'},'spec':{}}");
  }

  /// A Service of namespace `shop`; `spec` in single quotes.
  public static String service(String name, String spec) {
    return service(name, spec, "");
  }

  /// The same with `ingress` of its load balancer, in single quotes.
  public static String service(String name, String spec, String ingress) {
    return json(
        "{'kind':'Service','metadata':"
            + "{'managedFields':[{'k:{\\'port\\':80}':{},'x':'}'}],'name':'"
            + name
            + "','namespace':'shop','resourceVersion':'7'},'spec':{"
            + spec
            + "},'status':{'loadBalancer':{"
            + (ingress.isEmpty() ? "" : "'ingress':[" + ingress + "]")
            + "}}}");
  }

  /// An EndpointSlice `name` of service `service` in namespace `shop`.
  public static String slice(String name, String service, String ports, String endpoints) {
    return json(
        "{'metadata':{'name':'"
            + name
            + "','namespace':'shop','labels':{'a':'b','kubernetes.io/service-name':'"
            + service
            + "'},'annotations':{'endpoints.kubernetes.io/last-change-trigger-time':"
            + "'2025-12-31T23:59:59.5Z'},'resourceVersion':'9'},'addressType':'IPv4','endpoints':["
            + endpoints
            + "],'ports':["
            + ports
            + "]}");
  }

  /// A ready endpoint.
  public static String endpoint(String address) {
    return "{'addresses':['" + address + "'],'conditions':{'ready':true,'serving':true}}";
  }

  /// A ready endpoint with a hostname.
  public static String endpoint(String address, String hostname) {
    return "{'addresses':['" + address + "'],'hostname':'" + hostname + "','conditions':{}}";
  }

  /// A port.
  public static String port(String name, int number) {
    return "{'name':'" + name + "','port':" + number + ",'protocol':'TCP'}";
  }

  /// A Pod with addresses.
  public static String pod(String name, String namespace, String... addresses) {
    var ips = new StringBuilder();
    for (String address : addresses) {
      ips.append(ips.isEmpty() ? "" : ",").append("{'ip':'").append(address).append("'}");
    }
    return json(
        "{'metadata':{'name':'"
            + name
            + "','namespace':'"
            + namespace
            + "'},'status':{'phase':'Running','podIPs':["
            + ips
            + "]}}");
  }

  private static String json(String text) {
    return text.replace('\'', '"').replace("\\\"", "\\\"");
  }
}
