/**
 * The program: flags, start-up, signals, reload, stop, HTTP endpoints and the metrics page. May
 * touch everything of the DNS server and wires it together; holds no DNS logic. Start reading at
 * {@link dev.nodens.app.Main}, then {@link dev.nodens.app.Lifecycle}.
 */
@NullMarked
package dev.nodens.app;

import org.jspecify.annotations.NullMarked;
