@NullMarked
package dev.nodens.plugin.tls.acme;

import org.jspecify.annotations.NullMarked;
