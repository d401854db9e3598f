package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;

/// The questions "may I?" and "what may I?": in the sandbox everybody may do everything.
final class Reviews {
  private Reviews() {}

  static void answer(Call call, String resource) throws IOException {
    if (!call.method().equals("POST")) {
      throw ApiError.methodNotAllowed();
    }
    ObjectNode review = call.object();
    ObjectNode status = review.putObject("status");
    switch (resource) {
      case "selfsubjectaccessreviews", "subjectaccessreviews" -> status.put("allowed", true);
      case "selfsubjectrulesreviews" -> {
        status.put("incomplete", false);
        ObjectNode rule = status.putArray("resourceRules").addObject();
        rule.putArray("verbs").add("*");
        rule.putArray("apiGroups").add("*");
        rule.putArray("resources").add("*");
        ObjectNode paths = status.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("*");
        paths.putArray("nonResourceURLs").add("*");
      }
      default -> throw ApiError.noSuchPath();
    }
    Json.ensureObject(review, "metadata");
    call.answer(201, review);
  }
}
