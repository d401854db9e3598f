package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What a write did.
///
/// @param object the object afterwards; must not be changed
/// @param created true when it did not exist before
/// @param warnings what the client should be told
public record Outcome(ObjectNode object, boolean created, List<String> warnings) {}
