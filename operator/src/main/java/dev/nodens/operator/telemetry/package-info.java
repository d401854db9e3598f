/// What the process tells about itself: API calls as metrics, health checks, log lines as JSON.
///
/// It reads clocks and thread states and hooks into the HTTP client; it writes nothing to the
/// cluster. Start reading at [ApiCalls], then [Health].
@NullMarked
package dev.nodens.operator.telemetry;

import org.jspecify.annotations.NullMarked;
