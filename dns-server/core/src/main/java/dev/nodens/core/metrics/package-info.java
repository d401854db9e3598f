/**
 * Counters that event loops write without locks and a scrape sums up. May touch the JDK only; which
 * metrics exist is the plugins' business. Start reading at {@link
 * dev.nodens.core.metrics.MetricRegistry}.
 */
@NullMarked
package dev.nodens.core.metrics;

import org.jspecify.annotations.NullMarked;
