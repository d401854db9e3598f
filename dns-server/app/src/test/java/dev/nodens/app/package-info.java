/**
 * Tests of the whole server over real sockets, of the life of the process, and of the arrows
 * between the modules. May touch everything. Start reading at {@link
 * dev.nodens.app.ServerUnderTest}.
 */
@NullMarked
package dev.nodens.app;

import org.jspecify.annotations.NullMarked;
