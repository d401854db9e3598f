package dev.nodens.verify.compare;

/// How much two good servers may differ in one scenario.
///
/// @param ttlTolerance seconds by which TTLs may differ: 1 if a cache counts them down, else 0
/// @param ordered whether the order of records within a section counts
public record Rules(int ttlTolerance, boolean ordered) {}
