/// The resources that the sandbox serves and what is particular about each: defaults that depend on
/// other fields, fields that must not change, addresses that are allocated, columns that `kubectl
/// get` shows. May touch `json`, `schema` and `fields`; a rule sees objects and answers, it stores
/// nothing. Start at {@link dev.nodens.sandbox.kind.ResourceType}.
@NullMarked
package dev.nodens.sandbox.kind;

import org.jspecify.annotations.NullMarked;
