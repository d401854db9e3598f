/**
 * DNS names, messages, records and EDNS over byte arrays. May touch the JDK only: no sockets, no
 * threads, no logging; nothing here throws on hostile bytes. Start reading at {@link
 * dev.nodens.wire.Query} (what a client sent) and {@link dev.nodens.wire.MessageWriter} (what goes
 * back).
 */
@NullMarked
package dev.nodens.wire;

import org.jspecify.annotations.NullMarked;
