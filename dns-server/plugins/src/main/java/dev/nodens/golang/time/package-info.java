/// Points of time, their time zones and their texts as Go's package `time` has them. May touch the
/// JDK only. Start reading at [dev.nodens.golang.time.GoTime].
@NullMarked
package dev.nodens.golang.time;

import org.jspecify.annotations.NullMarked;
