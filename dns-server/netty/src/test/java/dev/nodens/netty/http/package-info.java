/**
 * Tests of how DNS messages stand in HTTP, without sockets. Need nothing but dnsjava for making
 * messages. Start reading at {@code FreshnessTest}.
 */
@NullMarked
package dev.nodens.netty.http;

import org.jspecify.annotations.NullMarked;
