package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.JsonPatch;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.schema.StrategicMerge;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Finds out what a request wants and has it done. Any thread.
final class Router {
  private final Resources resources;
  private final Discovery discovery;
  private final Lists lists;
  private final Watches watches;

  Router(Resources resources, Duration bookmarkEvery) {
    this.resources = resources;
    this.discovery = new Discovery(resources.kinds());
    this.lists = new Lists(resources);
    this.watches = new Watches(resources, bookmarkEvery);
  }

  void route(Call call) throws IOException, InterruptedException {
    List<String> path = call.path();
    String first = path.isEmpty() ? "" : path.getFirst();
    switch (first) {
      case "healthz", "livez", "readyz" ->
          call.answer(200, "text/plain", "ok".getBytes(StandardCharsets.US_ASCII));
      case "version" -> call.answer(200, version());
      case "openapi" -> openApi(call, path);
      case "api" -> {
        if (path.size() == 1) {
          call.answer(200, discovery.coreVersions());
        } else {
          inGroup(call, "", path.get(1), path.subList(2, path.size()));
        }
      }
      case "apis" -> {
        switch (path.size()) {
          case 1 -> call.answer(200, discovery.groups());
          case 2 ->
              call.answer(200, discovery.group(path.get(1)).orElseThrow(ApiError::noSuchPath));
          default -> inGroup(call, path.get(1), path.get(2), path.subList(3, path.size()));
        }
      }
      default -> throw ApiError.noSuchPath();
    }
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.3+nodens.sandbox")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "")
        .put("compiler", "")
        .put("platform", "linux/amd64");
  }

  private void openApi(Call call, List<String> path) throws IOException {
    if (path.size() == 2 && path.get(1).equals("v3")) {
      call.answer(200, discovery.openApiPaths());
    } else if (path.size() > 3 && path.get(1).equals("v3")) {
      String apiVersion = String.join("/", path.subList(3, path.size()));
      call.answer(200, discovery.openApi(apiVersion).orElseThrow(ApiError::noSuchPath));
    } else {
      throw ApiError.noSuchPath();
    }
  }

  private void inGroup(Call call, String group, String version, List<String> rest)
      throws IOException, InterruptedException {
    if (rest.isEmpty()) {
      call.answer(200, discovery.resources(group, version).orElseThrow(ApiError::noSuchPath));
      return;
    }
    if (group.equals("authorization.k8s.io")) {
      Reviews.answer(call, rest.getLast());
      return;
    }
    boolean inNamespace =
        rest.size() > 2
            && rest.getFirst().equals("namespaces")
            && !rest.get(2).equals("status")
            && !rest.get(2).equals("finalize");
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> object = inNamespace ? rest.subList(2, rest.size()) : rest;
    ResourceType type =
        resources.kinds().find(group, version, object.getFirst()).orElseThrow(ApiError::noSuchPath);
    if (object.size() > 3 || (inNamespace && !type.namespaced())) {
      throw ApiError.noSuchPath();
    }
    String name = object.size() > 1 ? object.get(1) : "";
    if (type.namespaced() && !inNamespace && !name.isEmpty()) {
      throw ApiError.noSuchPath();
    }
    String subresource = object.size() > 2 ? object.get(2) : "";
    verb(call, new Target(type, namespace, name, subresource));
  }

  private void verb(Call call, Target target) throws IOException, InterruptedException {
    boolean status = target.subresource().equals("status");
    boolean finalize =
        target.subresource().equals("finalize") && target.type().kind().equals("Namespace");
    if (!target.subresource().isEmpty() && !(status && target.type().status()) && !finalize) {
      throw ApiError.noSuchPath();
    }
    switch (call.method()) {
      case "GET" -> read(call, target);
      case "POST" -> {
        if (!target.name().isEmpty()) {
          throw ApiError.methodNotAllowed();
        }
        write(call, target, resources.create(target, call.object(), call.writeOptions()));
      }
      case "PUT" -> {
        Target object = finalize ? Target.of(target.type(), "", target.name()) : target;
        write(call, target, resources.update(object, call.object(), call.writeOptions()));
      }
      case "PATCH" -> patch(call, target);
      case "DELETE" -> delete(call, target);
      default -> throw ApiError.methodNotAllowed();
    }
  }

  private void read(Call call, Target target) throws IOException, InterruptedException {
    if (call.flag("watch")) {
      watches.answer(call, target);
    } else if (target.name().isEmpty()) {
      lists.answer(call, target);
    } else {
      Stored stored = resources.get(target);
      Presentation presentation = Presentation.of(call);
      if (presentation.isPlain()) {
        call.answer(200, "application/json", stored.json());
      } else {
        call.answer(
            200, presentation.one(target.type(), stored.tree(), resources.clock().instant()));
      }
    }
  }

  private void patch(Call call, Target target) throws IOException {
    if (target.name().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
    String type = call.mediaType();
    WriteOptions options = call.writeOptions();
    JsonNode body = call.body();
    Outcome outcome =
        switch (type) {
          case "application/apply-patch+yaml", "application/apply-patch+json" -> {
            if (call.parameter("fieldManager").isEmpty()) {
              var cause = Cause.required("fieldManager", "is required for apply patch");
              throw ApiError.invalid("meta.k8s.io", "PatchOptions", "", List.of(cause));
            }
            yield resources.apply(target, object(body), options);
          }
          case "application/merge-patch+json" ->
              resources.patch(
                  target, (schema, live) -> object(MergePatch.apply(live, body)), options);
          case "application/json-patch+json" ->
              resources.patch(
                  target, (schema, live) -> object(JsonPatch.apply(live, body)), options);
          case "application/strategic-merge-patch+json" -> {
            if (target.type().custom()) {
              throw ApiError.unsupportedMediaType(
                  type, "application/json-patch+json, application/merge-patch+json");
            }
            yield resources.patch(
                target,
                (schema, live) -> StrategicMerge.apply(schema, live, object(body)),
                options);
          }
          default ->
              throw ApiError.unsupportedMediaType(
                  type,
                  "application/json-patch+json, application/merge-patch+json,"
                      + " application/strategic-merge-patch+json, application/apply-patch+yaml");
        };
    write(call, target, outcome);
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the patched document is not an object");
  }

  private void write(Call call, Target target, Outcome outcome) throws IOException {
    call.warn(outcome.warnings());
    call.answer(
        outcome.created() ? 201 : 200,
        Presentation.of(call).one(target.type(), outcome.object(), resources.clock().instant()));
  }

  private void delete(Call call, Target target) throws IOException {
    JsonNode body = call.body();
    if (body instanceof ObjectNode object && !call.parameter("propagationPolicy").isEmpty()) {
      object.put("propagationPolicy", call.parameter("propagationPolicy"));
    }
    if (body instanceof ObjectNode object && !call.parameter("gracePeriodSeconds").isEmpty()) {
      object.put("gracePeriodSeconds", call.number("gracePeriodSeconds", 0));
    }
    DeleteOptions options = DeleteOptions.of(body, call.isDryRun());
    if (target.name().isEmpty()) {
      deleteAll(call, target, options);
      return;
    }
    Outcome outcome = resources.delete(target, options);
    boolean returnsObject =
        List.of("Pod", "Service", "ServiceAccount").contains(target.type().kind());
    if (!outcome.created() || returnsObject) {
      call.answer(200, outcome.object());
      return;
    }
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", target.name());
    if (!target.type().group().isEmpty()) {
      details.put("group", target.type().group());
    }
    details.put("kind", target.type().plural());
    details.put("uid", Json.text(outcome.object(), "metadata", "uid"));
    call.answer(200, status);
  }

  private void deleteAll(Call call, Target target, DeleteOptions options) throws IOException {
    Selection selection =
        Selection.of(
            target.type(), call.parameter("labelSelector"), call.parameter("fieldSelector"));
    ObjectNode list =
        Json.object()
            .put("kind", target.type().kind() + "List")
            .put("apiVersion", target.type().apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(resources.store().revision()));
    ArrayNode items = list.putArray("items");
    for (Stored stored : resources.list(target.type(), target.namespace())) {
      if (selection.matches(stored.tree())) {
        String namespace = Json.text(stored.tree(), "metadata", "namespace");
        String name = Json.text(stored.tree(), "metadata", "name");
        items.add(resources.delete(Target.of(target.type(), namespace, name), options).object());
      }
    }
    call.answer(200, list);
  }
}
