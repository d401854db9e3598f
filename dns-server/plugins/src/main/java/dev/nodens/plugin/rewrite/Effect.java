package dev.nodens.plugin.rewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a rule does to a query that it matched.
///
/// @param request the request to go on with, or null to leave it
/// @param onReply what happens to the reply; applied before what earlier rules want
/// @param fault why the query cannot go on, or null
record Effect(byte @Nullable [] request, List<ReplyRule> onReply, @Nullable String fault) {
  /// Matches and changes nothing.
  static final Effect NONE = new Effect(null, List.of(), null);

  static Effect request(byte[] request, List<ReplyRule> onReply) {
    return new Effect(request, onReply, null);
  }

  static Effect onReply(List<ReplyRule> onReply) {
    return new Effect(null, onReply, null);
  }

  static Effect fault(String text) {
    return new Effect(null, List.of(), text);
  }
}
