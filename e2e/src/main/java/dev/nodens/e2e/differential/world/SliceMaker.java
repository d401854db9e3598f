package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditionsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes EndpointSlices with every mix of ready, serving and terminating, said or left out.
final class SliceMaker {
  private static final @Nullable Boolean[] STATES = {null, true, false};
  private static final int TARGET = 8080;
  private static final @Nullable String[] ZONES = {null, "west-1", "West-2", "rack.3"};

  private final RandomGenerator random;
  private final Addresses addresses;
  private int made;

  SliceMaker(RandomGenerator random, Addresses addresses) {
    this.random = random;
    this.addresses = addresses;
  }

  /// A slice of `service` with up to four endpoints.
  EndpointSlice slice(Service service, boolean v6, boolean ports) {
    var endpoints = new ArrayList<Endpoint>();
    for (int i = random.nextInt(5); i > 0; i--) {
      endpoints.add(endpoint(service.getMetadata().getNamespace(), v6));
    }
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(service.getMetadata().getNamespace())
        .withName(service.getMetadata().getName() + "-" + made++)
        .addToLabels(service.getMetadata().getLabels())
        .addToLabels(World.SERVICE_LABEL, service.getMetadata().getName())
        .endMetadata()
        .withAddressType(v6 ? "IPv6" : "IPv4")
        .withEndpoints(endpoints)
        .withPorts(ports ? ports(service) : List.of())
        .build();
  }

  private static List<EndpointPort> ports(Service service) {
    var ports = new ArrayList<EndpointPort>();
    for (ServicePort port : service.getSpec().getPorts()) {
      ports.add(
          new EndpointPortBuilder()
              .withName(port.getName() == null ? "" : port.getName())
              .withProtocol(port.getProtocol())
              .withPort(TARGET + port.getPort() % 100)
              .build());
    }
    return ports;
  }

  Endpoint endpoint(String namespace, boolean v6) {
    String address = addresses.pod(v6);
    var endpoint = new EndpointBuilder().withAddresses(address).withConditions(conditions());
    endpoint.withZone(ZONES[random.nextInt(ZONES.length)]);
    if (random.nextInt(3) == 0) {
      endpoint.withHostname("host-" + random.nextInt(4));
    }
    if (random.nextInt(2) == 0) {
      endpoint.withTargetRef(
          new ObjectReferenceBuilder()
              .withKind("Pod")
              .withNamespace(namespace)
              .withName("pod-of-" + address.replaceAll("[.:]+", "-"))
              .build());
    }
    return endpoint.build();
  }

  /// Ready more often than not, so that most Services have something to answer with.
  EndpointConditions conditions() {
    return new EndpointConditionsBuilder()
        .withReady(random.nextInt(2) == 0 ? Boolean.TRUE : STATES[random.nextInt(3)])
        .withServing(STATES[random.nextInt(3)])
        .withTerminating(STATES[random.nextInt(3)])
        .build();
  }
}
