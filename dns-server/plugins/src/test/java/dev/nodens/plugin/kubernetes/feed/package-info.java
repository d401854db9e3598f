/**
 * Tests of the feed: JSON, lists, watches and what can go wrong with them. Start reading at {@code
 * ReflectorTest}.
 */
@NullMarked
package dev.nodens.plugin.kubernetes.feed;

import org.jspecify.annotations.NullMarked;
