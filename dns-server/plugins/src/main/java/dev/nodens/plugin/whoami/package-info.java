/**
 * The {@code whoami} directive: tells a client its own address and port. May touch {@code core},
 * {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.whoami.WhoamiPlugin}.
 */
@NullMarked
package dev.nodens.plugin.whoami;

import org.jspecify.annotations.NullMarked;
