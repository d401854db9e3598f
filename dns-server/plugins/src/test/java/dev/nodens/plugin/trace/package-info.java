@NullMarked
package dev.nodens.plugin.trace;

import org.jspecify.annotations.NullMarked;
