package dev.nodens.operator.telemetry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A request to the API server in the words of RBAC.
///
/// @param verb get, list, watch, create, update, patch, delete or deletecollection
/// @param resource plural and subresource, such as `clusterdnses/status`; the first path segment of
///   a request that is not about a resource, such as `version`
/// @param dryRun whether nothing is kept of it
public record ApiCall(String verb, String resource, boolean dryRun) {
  /// Reads method, path and query of a request.
  static ApiCall of(String method, URI uri) {
    List<String> path =
        Arrays.stream(uri.getPath().split("/", -1)).filter(part -> !part.isEmpty()).toList();
    String query = uri.getQuery() == null ? "" : "&" + uri.getQuery() + "&";
    return of(method, path, query.contains("&watch=true&"), query.contains("&dryRun=All&"));
  }

  /// @param method of HTTP
  /// @param path segments of the path, none of them empty
  /// @param watch whether it asks for a stream of changes
  /// @param dryRun whether nothing is kept of it
  public static ApiCall of(String method, List<String> path, boolean watch, boolean dryRun) {
    List<String> object = object(path);
    boolean one = object.size() != 1;
    return new ApiCall(verb(method, one, watch), resource(path, object), dryRun);
  }

  /// Plural, name and subresource; empty for a request that is not about a resource.
  private static List<String> object(List<String> path) {
    int groups = path.isEmpty() || !path.getFirst().equals("apis") ? 2 : 3;
    boolean inGroup =
        !path.isEmpty() && (path.getFirst().equals("api") || path.getFirst().equals("apis"));
    if (!inGroup || path.size() <= groups) {
      return List.of();
    }
    List<String> rest = path.subList(groups, path.size());
    boolean namespaced = rest.size() > 2 && rest.getFirst().equals("namespaces");
    return namespaced ? rest.subList(2, rest.size()) : rest;
  }

  private static String verb(String method, boolean named, boolean watch) {
    return switch (method) {
      case "GET" -> watch ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  private static String resource(List<String> path, List<String> object) {
    if (object.isEmpty()) {
      return path.isEmpty() ? "/" : path.getFirst();
    }
    return object.size() > 2 ? object.getFirst() + "/" + object.get(2) : object.getFirst();
  }
}
