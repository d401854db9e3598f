/**
 * Tests of {@code dnstap}, with collectors on sockets of this machine. Start reading at {@code
 * DnstapTest}.
 */
@NullMarked
package dev.nodens.plugin.dnstap;

import org.jspecify.annotations.NullMarked;
