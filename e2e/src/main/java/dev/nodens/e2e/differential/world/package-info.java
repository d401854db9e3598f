/// A Kubernetes cluster made up from a seed: Services of every kind, EndpointSlices in every state,
/// Pods, Namespaces, and what changes while questions are asked.
///
/// [WorldMaker] and [Mutations] are pure; only [WorldWriter] talks to an API server. Start reading
/// at [World].
@NullMarked
package dev.nodens.e2e.differential.world;

import org.jspecify.annotations.NullMarked;
