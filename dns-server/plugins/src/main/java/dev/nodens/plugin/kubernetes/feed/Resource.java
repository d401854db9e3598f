package dev.nodens.plugin.kubernetes.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.plugin.kubernetes.table.Kind;
import java.net.URLEncoder;
import java.util.Optional;

/// One kind of objects and how to ask for them.
///
/// @param kind what they are to the table
/// @param plural how logs name them
/// @param path of the collection
/// @param selectors query parameters that narrow it, each begun by `&`
record Resource(Kind kind, String plural, String path, String selectors) {
  static Resource services(Optional<String> labels) {
    return new Resource(Kind.SERVICE, "services", "/api/v1/services", labelSelector(labels));
  }

  static Resource slices(Optional<String> labels) {
    return new Resource(
        Kind.SLICE,
        "endpointslices",
        "/apis/discovery.k8s.io/v1/endpointslices",
        labelSelector(labels));
  }

  /// Services of a cluster set (KEP-1645).
  static Resource imports() {
    return new Resource(
        Kind.SERVICE, "serviceimports", "/apis/multicluster.x-k8s.io/v1alpha1/serviceimports", "");
  }

  /// Slices of the services of a cluster set, of all its clusters.
  static Resource importedSlices(Optional<String> labels) {
    String ours = labels.map(selector -> selector + ",").orElse("") + ObjectReader.IMPORT_NAME;
    return new Resource(
        Kind.SLICE,
        "endpointslices of imports",
        "/apis/discovery.k8s.io/v1/endpointslices",
        labelSelector(Optional.of(ours)));
  }

  static Resource namespaces(Optional<String> labels) {
    return new Resource(Kind.NAMESPACE, "namespaces", "/api/v1/namespaces", labelSelector(labels));
  }

  /// Pods that have not ended.
  static Resource pods(Optional<String> labels) {
    String running = "status.phase!=Succeeded,status.phase!=Failed,status.phase!=Unknown";
    return new Resource(
        Kind.POD,
        "pods",
        "/api/v1/pods",
        labelSelector(labels) + "&fieldSelector=" + encode(running));
  }

  /// Whether it belongs to the services of a cluster set.
  boolean isImported() {
    return selectors.contains(encode(ObjectReader.IMPORT_NAME));
  }

  private static String labelSelector(Optional<String> labels) {
    return labels.map(selector -> "&labelSelector=" + encode(selector)).orElse("");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  /// A page of a list; the first without `token`.
  String page(int limit, String token) {
    String rest = token.isEmpty() ? "" : "&continue=" + encode(token);
    return path + "?" + (limit > 0 ? "limit=" + limit : "limit=0") + selectors + rest;
  }

  /// All objects as initial events, then changes.
  String streamedList(long seconds) {
    return path
        + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
        + "&allowWatchBookmarks=true&timeoutSeconds="
        + seconds
        + selectors;
  }

  /// Changes since `version`.
  String watch(String version, long seconds) {
    return path
        + "?watch=true&resourceVersion="
        + encode(version)
        + "&allowWatchBookmarks=true&timeoutSeconds="
        + seconds
        + selectors;
  }
}
