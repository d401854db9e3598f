package dev.nodens.bench;

/// The names that every server of a comparison serves: Services `svc-N` spread over fifty
/// namespaces, each with one address.
///
/// @param services how many Services there are, 1 to 60,000 (they share 10.96.0.0/16)
record World(int services) {
  static final int NAMESPACES = 50;
  private static final int MOST = 60_000;
  private static final int FIRST_ADDRESS = 20;

  World {
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

  static String name(int index) {
    return service(index) + "." + namespace(index) + ".svc.cluster.local";
  }

  static String address(int index) {
    int offset = index + FIRST_ADDRESS;
    return "10.96." + (offset >> 8) + "." + (offset & 255);
  }

  /// The address of one endpoint of a Service, in 10.128.0.0/9.
  static String endpointAddress(int index, int endpoint, int endpointsOfEach) {
    int offset = index * endpointsOfEach + endpoint + 1;
    return "10." + (128 + (offset >> 16)) + "." + (offset >> 8 & 255) + "." + (offset & 255);
  }
}
