/// The differential test: real CoreDNS and this server, side by side over one API server and one
/// upstream, asked the same questions.
///
/// Starts processes, keeps files under `e2e/target/differential`, touches nothing else of the
/// machine than loopback. Start reading at [Differential], then `e2e/differential/run`.
@NullMarked
package dev.nodens.e2e.differential;

import org.jspecify.annotations.NullMarked;
