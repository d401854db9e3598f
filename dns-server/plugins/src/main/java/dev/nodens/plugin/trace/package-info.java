/// The directive `trace`: spans of queries for Zipkin and Datadog, sent on a thread of its own. May
/// touch `core`, `corefile` and `wire`, and a collector over HTTP. Start reading at
/// [dev.nodens.plugin.trace.TracePlugin], then [dev.nodens.plugin.trace.TraceHandler].
@NullMarked
package dev.nodens.plugin.trace;

import org.jspecify.annotations.NullMarked;
