package dev.nodens.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.port.ApiServer;
import dev.nodens.netty.api.JsonText;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a cluster's names are made of, as its API server lists it.
///
/// @param pods none if this account may not list them
record ClusterObjects(
    List<ApiObject> namespaces,
    List<ApiObject> services,
    List<ApiObject> slices,
    List<ApiObject> pods) {

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int FORBIDDEN = 403;

  /// Lists them.
  ///
  /// @throws IOException if the API server refuses anything but pods
  static ClusterObjects list(ApiServer api) throws IOException {
    return new ClusterObjects(
        items(api, "/api/v1/namespaces", false),
        items(api, "/api/v1/services", false),
        items(api, "/apis/discovery.k8s.io/v1/endpointslices", false),
        items(api, "/api/v1/pods", true));
  }

  private static List<ApiObject> items(ApiServer api, String path, boolean optional)
      throws IOException {
    var items = new ArrayList<ApiObject>();
    String token = "";
    do {
      String query = "?limit=500" + (token.isEmpty() ? "" : "&continue=" + token);
      try (ApiServer.Response response = api.get(path + query, "application/json", SILENCE)) {
        if (response.status() == FORBIDDEN && optional) {
          return List.of();
        }
        if (response.status() != 200) {
          throw new IOException(api.host() + path + ": status " + response.status());
        }
        String text = new String(response.body().readAllBytes(), UTF_8);
        var page = new ApiObject(JsonText.read(text));
        items.addAll(page.get("items").items());
        token = URLEncoder.encode(page.text("metadata", "continue"), UTF_8);
      }
    } while (!token.isEmpty());
    return items;
  }
}
