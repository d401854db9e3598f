package dev.nodens.sandbox.store;

import org.jspecify.annotations.Nullable;

/// One entry of a collection's log.
///
/// @param revision the revision that the change made
/// @param before the object before, null for a creation
/// @param after the object after; for a deletion the last state, at the revision of the deletion
/// @param deleted true for a deletion
public record Change(long revision, @Nullable Stored before, Stored after, boolean deleted) {}
