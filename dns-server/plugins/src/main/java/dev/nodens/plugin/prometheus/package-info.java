/**
 * The {@code prometheus} directive: counts and times every query of its block and serves the
 * metrics page. May touch {@code core}, {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.prometheus.PrometheusPlugin}; the manual page is docs/plugins/prometheus.md.
 */
@NullMarked
package dev.nodens.plugin.prometheus;

import org.jspecify.annotations.NullMarked;
