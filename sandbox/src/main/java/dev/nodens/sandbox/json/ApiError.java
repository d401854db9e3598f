package dev.nodens.sandbox.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that the API server refuses, with the `Status` object that says why.
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// One field that is wrong.
  ///
  /// @param reason such as `FieldValueInvalid`
  /// @param message the sentence after the field path
  /// @param field the path, such as `spec.ports[0].port`
  public record Cause(String reason, String message, String field) {
    public static Cause invalid(String field, String value, String detail) {
      return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + detail, field);
    }

    public static Cause required(String field, String detail) {
      String message = detail.isEmpty() ? "Required value" : "Required value: " + detail;
      return new Cause("FieldValueRequired", message, field);
    }

    public static Cause forbidden(String field, String detail) {
      return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }
  }

  private final int code;
  private final String reason;
  private final transient @Nullable ObjectNode details;

  public ApiError(int code, String reason, String message) {
    this(code, reason, message, (ObjectNode) null);
  }

  /// @param cause what the log should show; clients do not see it
  public ApiError(int code, String reason, String message, Throwable cause) {
    this(code, reason, message, Json.object());
    initCause(cause);
  }

  private ApiError(int code, String reason, String message, @Nullable ObjectNode details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /// The body of the answer.
  public ObjectNode status() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    return status.put("code", code);
  }

  private static ObjectNode details(String group, String kind, String name) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    return details.put("kind", kind);
  }

  private static String qualified(String group, String resource) {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  public static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  public static ApiError notFound(String group, String resource, String name) {
    return new ApiError(
        404,
        "NotFound",
        qualified(group, resource) + " \"" + name + "\" not found",
        details(group, resource, name));
  }

  /// Nothing is served at the path; the only refusal without a Status.
  public static ApiError noSuchPath() {
    return new ApiError(404, "", "404 page not found");
  }

  public boolean isNoSuchPath() {
    return code == 404 && reason.isEmpty();
  }

  public static ApiError alreadyExists(String group, String resource, String name) {
    return new ApiError(
        409,
        "AlreadyExists",
        qualified(group, resource) + " \"" + name + "\" already exists",
        details(group, resource, name));
  }

  public static ApiError conflict(String group, String resource, String name, String why) {
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + qualified(group, resource)
            + " \""
            + name
            + "\": "
            + why,
        details(group, resource, name));
  }

  /// An apply without force on fields of others; `causes` name field and owner.
  public static ApiError applyConflict(String message, List<Cause> causes) {
    ObjectNode details = Json.object();
    details.set("causes", list(causes));
    return new ApiError(409, "Conflict", message, details);
  }

  public static ApiError invalid(String group, String kind, String name, List<Cause> causes) {
    var sentences = causes.stream().map(c -> c.field() + ": " + c.message()).toList();
    String what = sentences.size() == 1 ? sentences.getFirst() : sentences.toString();
    if (sentences.size() > 1) {
      what = "[" + String.join(", ", sentences) + "]";
    }
    ObjectNode details = details(group, kind, name);
    details.set("causes", list(causes));
    return new ApiError(
        422, "Invalid", qualified(group, kind) + " \"" + name + "\" is invalid: " + what, details);
  }

  public static ApiError expired(String message) {
    return new ApiError(410, "Expired", message);
  }

  public static ApiError methodNotAllowed() {
    return new ApiError(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  public static ApiError unsupportedMediaType(String given, String accepted) {
    return new ApiError(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted
            + "; got "
            + given);
  }

  private static ArrayNode list(List<Cause> causes) {
    ArrayNode list = Json.array();
    causes.forEach(c ->
        list.addObject()
            .put("reason", c.reason())
            .put("message", c.message())
            .put("field", c.field()));
    return list;
  }
}
