package dev.nodens.sandbox.api;

import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.kind.ResourceType;
import java.util.List;
import java.util.regex.Pattern;

/// Which names objects may have. Pure; any thread.
final class Names {
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private Names() {}

  static List<Cause> check(ResourceType type, String name) {
    if (type.group().startsWith("rbac.")) {
      return List.of();
    }
    boolean label = type.kind().equals("Service") || type.kind().equals("Namespace");
    int limit = label ? 63 : 253;
    if (name.length() > limit) {
      String detail = "must be no more than " + limit + " bytes";
      return List.of(Cause.invalid("metadata.name", "\"" + name + "\"", detail));
    }
    if ((label ? LABEL : SUBDOMAIN).matcher(name).matches()) {
      return List.of();
    }
    String detail =
        label
            ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
                + " and must start and end with an alphanumeric character (e.g. 'my-name',  or"
                + " '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                + " 'example.com', regex used for validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    return List.of(Cause.invalid("metadata.name", "\"" + name + "\"", detail));
  }
}
