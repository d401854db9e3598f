/**
 * The directive {@code cache}: keeps answers in wire form and gives them out again. May touch
 * {@code core}, {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.cache.CacheHandler}; {@link dev.nodens.plugin.cache.AnswerTable} is the store.
 */
@NullMarked
package dev.nodens.plugin.cache;

import org.jspecify.annotations.NullMarked;
