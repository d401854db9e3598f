package dev.nodens.sandbox.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;

/// An object as it is stored. The tree is shared by everybody who reads and must not be changed.
public final class Stored {
  private final String key;
  private final ObjectNode tree;
  private final long revision;
  private final byte[] bytes;

  /// @param key namespace, `/` and name
  /// @param revision the revision that wrote it, the same as `metadata.resourceVersion`
  Stored(String key, ObjectNode tree, long revision) {
    this.key = key;
    this.tree = tree;
    this.revision = revision;
    this.bytes = Json.bytes(tree);
  }

  public String key() {
    return key;
  }

  public ObjectNode tree() {
    return tree;
  }

  /// A copy that may be changed.
  public ObjectNode copy() {
    return tree.deepCopy();
  }

  public long revision() {
    return revision;
  }

  /// The object as JSON; do not change.
  public byte[] json() {
    return bytes;
  }
}
