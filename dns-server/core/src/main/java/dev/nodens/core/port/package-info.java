/**
 * What the core and its plugins need from outside: event loops, upstream connections, the
 * Kubernetes API, HTTP endpoints, files, time. Interfaces only; {@code netty} and {@code app}
 * implement them. Start reading at {@link dev.nodens.core.port.Loop}.
 */
@NullMarked
package dev.nodens.core.port;

import org.jspecify.annotations.NullMarked;
