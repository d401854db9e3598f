/// The program behind `./quickstart`: a cluster, the real operator, the real DNS server, and a tour
/// of what they do together. May use the whole sandbox, processes and the fabric8 client; it checks
/// what it shows, and every step can be checked alone. Start at {@link
/// dev.nodens.sandbox.quickstart.QuickStart}.
@NullMarked
package dev.nodens.sandbox.quickstart;

import org.jspecify.annotations.NullMarked;
