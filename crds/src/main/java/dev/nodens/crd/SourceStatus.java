package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The ConfigMap that `spec.corefileFrom` names.
///
/// @param object its kind, namespace and name
/// @param hash lower-case hex SHA-256 of the Corefile in it; absent while it is missing
/// @param expectedHash hash that is expected, when it is another one
/// @param author field manager that last wrote the Corefile
/// @param changedAt when it did, RFC 3339
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceStatus(
    String object,
    @Nullable String hash,
    @Nullable String expectedHash,
    @Nullable String author,
    @Nullable String changedAt) {}
