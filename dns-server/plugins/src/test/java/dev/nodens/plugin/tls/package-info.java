@NullMarked
package dev.nodens.plugin.tls;

import org.jspecify.annotations.NullMarked;
