package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Creates the Services of a [World], and their EndpointSlices if wanted, through the Kubernetes API.
///
///     LoadServices URL CA_FILE TOKEN SERVICES ENDPOINTS_OF_EACH
///
/// With no endpoints there are no EndpointSlices at all.
final class LoadServices {
  private static final int IN_FLIGHT = 100;

  private final Api api;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

  LoadServices(Api api) {
    this.api = api;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "usage: LoadServices URL CA_FILE TOKEN SERVICES ENDPOINTS_OF_EACH");
    }
    World world = new World(Integer.parseInt(arguments[3]));
    int endpoints = Integer.parseInt(arguments[4]);
    try (Api api = Api.open(arguments[0], Path.of(arguments[1]), arguments[2])) {
      new LoadServices(api).load(world, endpoints);
    }
  }

  void load(World world, int endpoints) throws InterruptedException, ExecutionException {
    createAll(World.NAMESPACES, i -> api.create("/api/v1/namespaces", World.namespaceObject(i)));
    createAll(
        world.services(),
        i ->
            api.create(
                "/api/v1/namespaces/" + World.namespace(i) + "/services", World.serviceObject(i)));
    if (endpoints > 0) {
      createAll(
          world.services(),
          i ->
              api.create(
                  "/apis/discovery.k8s.io/v1/namespaces/" + World.namespace(i) + "/endpointslices",
                  World.sliceObject(i, endpoints)));
    }
  }

  private interface Creation {
    void create(int index) throws IOException, InterruptedException;
  }

  private void createAll(int count, Creation creation)
      throws InterruptedException, ExecutionException {
    List<Future<?>> creations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int index = i;
        inFlight.acquire();
        creations.add(
            threads.submit(() -> {
              try {
                creation.create(index);
              } finally {
                inFlight.release();
              }
              return null;
            }));
      }
    }
    for (Future<?> done : creations) {
      done.get();
    }
  }
}
