/// The sandbox's etcd: collections of objects under one sequence of revisions, with a log of
/// changes that watches read and past lists are rebuilt from. May touch Jackson and `json`; it
/// knows neither schemas nor HTTP. Start at {@link dev.nodens.sandbox.store.Store}.
@NullMarked
package dev.nodens.sandbox.store;

import org.jspecify.annotations.NullMarked;
