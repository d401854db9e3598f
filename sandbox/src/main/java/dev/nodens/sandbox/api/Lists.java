package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.store.Collection;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Lists, whole or in pages. All pages of a list show the same revision. Any thread.
final class Lists {
  private static final String TOO_OLD =
      "The provided continue parameter is too old to display a consistent list result. You can start"
          + " a new list without the continue parameter, or use the continue token in this response"
          + " to retrieve the remainder of the results.";

  private final Resources resources;

  Lists(Resources resources) {
    this.resources = resources;
  }

  private record Page(long revision, String after) {
    static Page of(String token) {
      try {
        JsonNode json = Json.read(Base64.getUrlDecoder().decode(token));
        return new Page(json.path("rv").asLong(), Json.text(json, "start"));
      } catch (IOException | IllegalArgumentException e) {
        throw ApiError.badRequest("continue key is not valid: " + e.getMessage());
      }
    }

    String token() {
      String json = Json.object().put("rv", revision).put("start", after).toString();
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
  }

  void answer(Call call, Target target) throws IOException {
    Selection selection =
        Selection.of(
            target.type(), call.parameter("labelSelector"), call.parameter("fieldSelector"));
    String token = call.parameter("continue");
    Page page = token.isEmpty() ? new Page(revision(call), "") : Page.of(token);
    long limit = call.number("limit", 0);
    List<Stored> all = at(target, page, !token.isEmpty());
    var objects = new ArrayList<ObjectNode>();
    String last = "";
    long left = 0;
    for (Stored stored : all) {
      if (stored.key().compareTo(page.after()) <= 0 || !selection.matches(stored.tree())) {
        continue;
      }
      if (limit > 0 && objects.size() == limit) {
        left++;
      } else {
        objects.add(stored.tree());
        last = stored.key();
      }
    }
    ObjectNode meta = Json.object().put("resourceVersion", Long.toString(page.revision()));
    if (left > 0) {
      meta.put("continue", new Page(page.revision(), last).token());
      if (selection.isEverything()) {
        meta.put("remainingItemCount", left);
      }
    }
    call.answer(
        200, Presentation.of(call).list(target.type(), objects, meta, resources.clock().instant()));
  }

  private long revision(Call call) {
    long now = resources.store().revision();
    long asked = call.number("resourceVersion", 0);
    if (asked > now) {
      throw new ApiError(
          504, "Timeout", "Too large resource version: " + asked + ", current: " + now);
    }
    return call.parameter("resourceVersionMatch").equals("Exact") ? asked : now;
  }

  private List<Stored> at(Target target, Page page, boolean continued) {
    Collection collection = resources.collection(target);
    String prefix = target.namespace().isEmpty() ? "" : target.namespace() + "/";
    return collection
        .listAt(prefix, page.revision())
        .orElseThrow(() ->
            ApiError.expired(
                continued ? TOO_OLD : "The resourceVersion for the provided list is too old."));
  }
}
