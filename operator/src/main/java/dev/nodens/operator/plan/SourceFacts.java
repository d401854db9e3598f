package dev.nodens.operator.plan;

import org.jspecify.annotations.Nullable;

/// What was found where `spec.corefileFrom` points.
///
/// @param object the ConfigMap as it stands in the status, such as `ConfigMap kube-system/coredns`
/// @param key key of the Corefile in it
/// @param text what it holds now, its fragments included; null when it cannot be had
/// @param missing why it cannot be had; null when it can
/// @param kept text of the expected hash from a revision that still exists; null when there is
///   none, or no need of it
/// @param nodeHosts node names in it, or those that are served so far when it has none; null when
///   none are wanted
/// @param author who last wrote the text, if anybody can be named
/// @param changedAt when that was, RFC 3339
public record SourceFacts(
    String object,
    String key,
    @Nullable ConfigText text,
    @Nullable String missing,
    @Nullable ConfigText kept,
    @Nullable String nodeHosts,
    @Nullable String author,
    @Nullable String changedAt) {}
