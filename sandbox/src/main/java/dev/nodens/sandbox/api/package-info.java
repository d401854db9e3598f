/// The Kubernetes API of the sandbox: every verb on every resource, and the HTTP server in front of
/// it.
///
/// An own server instead of fabric8's mock: the mock answers 415 to server-side apply, keeps no
/// `managedFields`, has no dry run, schema defaults, pruning or bookmarks, so all of what the
/// operator leans on would have to be put in front of it, and it would bring Vert.x.
/// `jdk.httpserver` with a virtual thread per request is enough for thousands of watches. May touch
/// everything below it (`kind`, `fields`, `schema`, `store`, `json`); controllers use the same
/// {@link dev.nodens.sandbox.api.Resources} as HTTP clients do. Start at {@link
/// dev.nodens.sandbox.api.ApiServer}.
@NullMarked
package dev.nodens.sandbox.api;

import org.jspecify.annotations.NullMarked;
