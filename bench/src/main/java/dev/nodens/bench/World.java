package dev.nodens.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The names that every server of a comparison serves: Services `svc-N` spread over fifty
/// namespaces, each with one address.
///
/// @param services how many Services there are, 1 to 60,000 (they share 10.96.0.0/16)
public record World(int services) {
  /// How many namespaces the Services are spread over.
  public static final int NAMESPACES = 50;

  private static final int MOST = 60_000;
  private static final int FIRST_ADDRESS = 20;

  /// Checks the bounds.
  public World {
    if (services < 1 || services > MOST) {
      throw new IllegalArgumentException(
          "1 to " + MOST + " Services fit into 10.96.0.0/16, not " + services);
    }
  }

  static String service(int index) {
    return "svc-" + index;
  }

  static String namespace(int index) {
    return "ns-" + index % NAMESPACES;
  }

  /// The DNS name without the final dot.
  public static String name(int index) {
    return service(index) + "." + namespace(index) + ".svc.cluster.local";
  }

  /// The cluster IP.
  public static String address(int index) {
    int offset = index + FIRST_ADDRESS;
    return "10.96." + (offset >> 8) + "." + (offset & 255);
  }

  /// The address of one endpoint of a Service, in 10.128.0.0/9.
  static String endpointAddress(int index, int endpoint, int endpointsOfEach) {
    int offset = index * endpointsOfEach + endpoint + 1;
    return "10." + (128 + (offset >> 16)) + "." + (offset >> 8 & 255) + "." + (offset & 255);
  }

  /// The Namespace as JSON.
  public static String namespaceObject(int index) {
    return """
    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}\
    """
        .formatted(namespace(index));
  }

  /// The Service as JSON.
  public static String serviceObject(int index) {
    return """
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s","labels":{"app":"%s"}},\
    "spec":{"clusterIP":"%s","clusterIPs":["%s"],"selector":{"app":"%s"},\
    "ports":[{"name":"http","port":80,"protocol":"TCP","targetPort":8080}]}}\
    """
        .formatted(
            service(index),
            namespace(index),
            service(index),
            address(index),
            address(index),
            service(index));
  }

  /// An EndpointSlice with all endpoints of the Service, as JSON.
  public static String sliceObject(int index, int endpoints) {
    String addresses =
        IntStream.range(0, endpoints)
            .mapToObj(endpoint ->
                """
                {"addresses":["%s"],"conditions":{"ready":true},"nodeName":"node-%d",\
                "targetRef":{"kind":"Pod","namespace":"%s","name":"%s-%d"}}\
                """
                    .formatted(
                        endpointAddress(index, endpoint, endpoints),
                        endpoint,
                        namespace(index),
                        service(index),
                        endpoint))
            .collect(Collectors.joining(","));
    return """
    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",\
    "metadata":{"name":"%s-slice","namespace":"%s","labels":{"kubernetes.io/service-name":"%s"}},\
    "ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[%s]}\
    """
        .formatted(service(index), namespace(index), service(index), addresses);
  }
}
