package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.fields.ConflictException;
import dev.nodens.sandbox.fields.FieldOwnership;
import dev.nodens.sandbox.fields.ManagedFields;
import dev.nodens.sandbox.fields.Manager;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.PatchException;
import dev.nodens.sandbox.kind.Kinds;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.schema.Schema;
import dev.nodens.sandbox.schema.SchemaValidator;
import dev.nodens.sandbox.store.Collection;
import dev.nodens.sandbox.store.Store;
import dev.nodens.sandbox.store.Stored;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs of the API on objects: read, create, replace, patch, apply, delete. All refusals are
/// [ApiError]s. Any thread; writes happen one at a time.
public final class Resources {
  /// Changes a live object into what the client wants.
  @FunctionalInterface
  public interface Patch {
    ObjectNode apply(Schema schema, ObjectNode live) throws PatchException;
  }

  private final Store store;
  private final Kinds kinds;
  private final InstantSource clock;
  private final Metadata metadata = new Metadata();
  private final ObjectReader reader = new ObjectReader(metadata);
  private final Definitions definitions;
  private final AddressBook addresses;

  public Resources(Store store, Kinds kinds, InstantSource clock) {
    this.store = store;
    this.kinds = kinds;
    this.clock = clock;
    this.definitions = new Definitions(store, kinds);
    this.addresses = new AddressBook(store.collection("/services"));
  }

  public Kinds kinds() {
    return kinds;
  }

  public Store store() {
    return store;
  }

  public InstantSource clock() {
    return clock;
  }

  public Collection collection(Target target) {
    return store.collection(target.collection());
  }

  public Optional<Stored> find(Target target) {
    return collection(target).get(target.key());
  }

  /// @throws ApiError 404 when there is no such object
  public Stored get(Target target) {
    return find(target).orElseThrow(target::notFound);
  }

  /// The objects of a resource, in one namespace or, with an empty one, in all.
  public List<Stored> list(ResourceType type, String namespace) {
    return store
        .collection(Target.of(type, namespace, "").collection())
        .list(namespace.isEmpty() ? "" : namespace + "/");
  }

  /// @throws ApiError 409 when an object of that name exists, 422 when it is not valid
  public Outcome create(Target target, ObjectNode body, WriteOptions options) {
    return store.write(() -> {
      var warnings = new ArrayList<String>();
      ObjectNode object = reader.read(target.type(), body, options, warnings);
      Target named = reader.name(target, object);
      if (!Json.text(object, "metadata", "resourceVersion").isEmpty()) {
        throw new ApiError(500, "", "resourceVersion should not be set on objects to be created");
      }
      ObjectNode bare = withoutOwners(object);
      Manager manager = manager(named, options, false);
      ManagedFields managed =
          target
              .type()
              .ownership("")
              .update(ObjectReader.blank(target.type()), bare, ManagedFields.NONE, manager, now());
      return insert(named, bare, managed, options, warnings);
    });
  }

  /// @throws ApiError 404 when there is none, 409 when it changed since the client read it
  public Outcome update(Target target, ObjectNode body, WriteOptions options) {
    return store.write(() -> {
      Stored before = get(target);
      var warnings = new ArrayList<String>();
      ObjectNode object = reader.read(target.type(), body, options, warnings);
      Preconditions.versionGiven(target, object);
      return change(target, before, object, options, warnings);
    });
  }

  /// @throws ApiError 422 when the patch does not fit the object
  public Outcome patch(Target target, Patch patch, WriteOptions options) {
    return store.write(() -> {
      Stored before = get(target);
      ObjectNode patched;
      try {
        patched = patch.apply(target.type().schema(), before.copy());
      } catch (PatchException e) {
        throw new ApiError(
            422, "Invalid", "the server rejected our request due to an error in our request", e);
      }
      var warnings = new ArrayList<String>();
      ObjectNode object = readPatched(target, patched, options, warnings);
      return change(target, before, object, options, warnings);
    });
  }

  private ObjectNode readPatched(
      Target target, ObjectNode patched, WriteOptions options, List<String> warnings) {
    try {
      return reader.read(target.type(), patched, options, warnings);
    } catch (ApiError e) {
      var cause =
          Cause.invalid("patch", Json.quote(patched.toString()), String.valueOf(e.getMessage()));
      throw ApiError.invalid("", "", "", List.of(cause));
    }
  }

  private Outcome change(
      Target target,
      Stored before,
      ObjectNode object,
      WriteOptions options,
      List<String> warnings) {
    reader.name(target, object);
    Preconditions.sameVersion(target, before.tree(), object);
    ManagedFields managed = ownersToStartFrom(target, before.tree(), object);
    ObjectNode bare = withoutOwners(object);
    if (!managed.isEmpty()) {
      managed =
          target
              .type()
              .ownership(target.subresource())
              .update(
                  withoutOwners(before.tree()),
                  bare,
                  managed,
                  manager(target, options, false),
                  now());
    }
    return replace(target, before, bare, managed, options, warnings);
  }

  /// The owners that the request brings along, else those of the stored object.
  private static ManagedFields ownersToStartFrom(
      Target target, ObjectNode before, ObjectNode object) {
    JsonNode given = Json.at(object, "metadata", "managedFields");
    if (target.subresource().isEmpty() && given.isArray()) {
      ManagedFields brought =
          ManagedFields.isReset(given) ? ManagedFields.NONE : ManagedFields.of(given);
      return brought;
    }
    return owners(before);
  }

  /// Server-side apply; creates the object when it does not exist.
  ///
  /// @throws ApiError 409 when fields of other managers would change and force is not set
  public Outcome apply(Target target, ObjectNode config, WriteOptions options) {
    return store.write(() -> {
      var warnings = new ArrayList<String>();
      Target named = reader.checkApplied(target, config);
      Optional<Stored> before = find(named);
      if (before.isEmpty() && !target.subresource().isEmpty()) {
        throw target.notFound();
      }
      before.ifPresent(b -> Preconditions.sameVersion(target, b.tree(), config));
      ObjectNode live =
          before
              .map(b -> withoutOwners(b.tree()))
              .orElseGet(() -> ObjectReader.blank(target.type()));
      ManagedFields owners = before.map(b -> owners(b.tree())).orElse(ManagedFields.NONE);
      FieldOwnership.Applied applied = merge(target, live, config, owners, options);
      ObjectNode object = reader.complete(target.type(), applied.object());
      return before.isPresent()
          ? replace(target, before.get(), object, applied.managed(), options, warnings)
          : insert(target, object, applied.managed(), options, warnings);
    });
  }

  private FieldOwnership.Applied merge(
      Target target,
      ObjectNode live,
      ObjectNode config,
      ManagedFields owners,
      WriteOptions options) {
    try {
      return target
          .type()
          .ownership(target.subresource())
          .apply(
              live,
              ObjectReader.blank(target.type()),
              config,
              owners,
              manager(target, options, true),
              options.force(),
              now());
    } catch (ConflictException e) {
      throw Conflicts.error(e);
    }
  }

  private Outcome insert(
      Target target,
      ObjectNode object,
      ManagedFields managed,
      WriteOptions options,
      List<String> warnings) {
    ResourceType type = target.type();
    requireNamespace(target);
    if (find(target).isPresent()) {
      throw ApiError.alreadyExists(type.group(), type.plural(), target.name());
    }
    if (type.status()) {
      restore(object, ObjectReader.blank(type), "status");
    }
    metadata.stampNew(type, object, clock.instant());
    type.rules().decide(object, null, addresses);
    check(target, object, null);
    setOwners(object, managed);
    if (options.dryRun()) {
      return new Outcome(object, true, warnings);
    }
    Stored stored = store.put(collection(target), target.key(), object, null);
    definitions.changed(target, stored);
    return new Outcome(stored.tree(), true, warnings);
  }

  private Outcome replace(
      Target target,
      Stored before,
      ObjectNode proposed,
      ManagedFields managed,
      WriteOptions options,
      List<String> warnings) {
    ResourceType type = target.type();
    ObjectNode old = before.tree();
    ObjectNode object = proposed;
    if (target.subresource().equals("status")) {
      object = type.custom() ? withoutOwners(old) : proposed;
      restore(object, type.custom() ? proposed : old, type.custom() ? "status" : "spec");
    } else if (type.status()) {
      restore(object, old, "status");
    }
    metadata.keep(type, object, old);
    Preconditions.noNewFinalizers(target, object, old);
    type.rules().decide(object, old, addresses);
    check(target, object, old);
    setOwners(object, managed);
    Json.ensureObject(object, "metadata")
        .put("resourceVersion", Json.text(old, "metadata", "resourceVersion"));
    boolean same = Json.same(withoutOwners(object), withoutOwners(old));
    if (same && managed.sameOwners(owners(old))) {
      return new Outcome(old, false, warnings);
    }
    if (options.dryRun()) {
      return new Outcome(object, false, warnings);
    }
    if (Deletion.isDue(type, object)) {
      return new Outcome(remove(target, before, object).object(), false, warnings);
    }
    Stored stored = store.put(collection(target), target.key(), object, before);
    definitions.changed(target, stored);
    return new Outcome(stored.tree(), false, warnings);
  }

  private static void restore(ObjectNode object, ObjectNode from, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value.deepCopy());
    }
  }

  /// Deletes the object, or marks it when something still has to happen first. `created` of the
  /// outcome is true when it is gone.
  public Outcome delete(Target target, DeleteOptions options) {
    return store.write(() -> {
      Stored before = get(target);
      Preconditions.deletion(target, before.tree(), options);
      ObjectNode object = before.copy();
      ObjectNode meta = Json.ensureObject(object, "metadata");
      Deletion.addFinalizer(meta, options.propagation());
      long grace = Deletion.grace(target.type(), object, options.graceSeconds());
      if (!Deletion.mustWait(target.type(), object, grace)) {
        return options.dryRun()
            ? new Outcome(object, true, List.of())
            : remove(target, before, object);
      }
      Deletion.mark(
          target.type(),
          object,
          Metadata.time(clock.instant().plus(Duration.ofSeconds(grace))),
          grace);
      if (options.dryRun() || Json.same(object, before.tree())) {
        return new Outcome(object, false, List.of());
      }
      Stored marked = store.put(collection(target), target.key(), object, before);
      return new Outcome(marked.tree(), false, List.of());
    });
  }

  private Outcome remove(Target target, Stored before, ObjectNode object) {
    Stored last = store.delete(collection(target), before, object);
    definitions.changed(target, null);
    return new Outcome(last.tree(), true, List.of());
  }

  private static void check(Target target, ObjectNode object, @Nullable ObjectNode before) {
    var causes = new ArrayList<Cause>();
    if (before == null) {
      causes.addAll(Names.check(target.type(), target.name()));
    }
    if (target.type().custom()) {
      causes.addAll(SchemaValidator.check(target.type().schema(), object, target.subresource()));
    }
    if (target.subresource().isEmpty()) {
      causes.addAll(target.type().rules().check(object, before));
    }
    if (!causes.isEmpty()) {
      throw ApiError.invalid(target.type().group(), target.type().kind(), target.name(), causes);
    }
  }

  private void requireNamespace(Target target) {
    if (!target.type().namespaced()) {
      return;
    }
    Target namespace = Target.of(kinds.require("", "namespaces"), "", target.namespace());
    Stored found = get(namespace);
    if (Json.at(found.tree(), "metadata").has("deletionTimestamp")) {
      throw new ApiError(
          403,
          "Forbidden",
          target.type().qualified()
              + " \""
              + target.name()
              + "\" is forbidden: unable to create new content in namespace "
              + target.namespace()
              + " because it is being terminated");
    }
  }

  private static ManagedFields owners(ObjectNode object) {
    return ManagedFields.of(Json.at(object, "metadata", "managedFields"));
  }

  private static ObjectNode withoutOwners(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode meta) {
      meta.remove("managedFields");
    }
    return copy;
  }

  private static void setOwners(ObjectNode object, ManagedFields managed) {
    ObjectNode meta = Json.ensureObject(object, "metadata");
    if (managed.isEmpty()) {
      meta.remove("managedFields");
    } else {
      meta.set("managedFields", managed.toJson());
    }
  }

  private static Manager manager(Target target, WriteOptions options, boolean applies) {
    return new Manager(
        options.manager(), applies, target.type().apiVersion(), target.subresource());
  }

  private String now() {
    return Metadata.time(clock.instant());
  }
}
