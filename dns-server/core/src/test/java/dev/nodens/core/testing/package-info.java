/**
 * A test kit for plugins: a whole configuration without sockets, with manual time and scripted
 * upstreams. May touch {@code core} and dnsjava, the independent decoder. Start reading at {@link
 * dev.nodens.core.testing.PluginTester}.
 */
@NullMarked
package dev.nodens.core.testing;

import org.jspecify.annotations.NullMarked;
