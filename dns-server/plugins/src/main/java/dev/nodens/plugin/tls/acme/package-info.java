/// Certificates from an ACME server (RFC 8555): ordering, the answers to its questions in DNS,
/// keeping them in files as CoreDNS does, and renewing them in time. What speaks ACME is acme4j,
/// behind [dev.nodens.plugin.tls.acme.Authority]; nothing here is loaded unless a Corefile wants
/// it. Start reading at [dev.nodens.plugin.tls.acme.AcmeBlocks].
@NullMarked
package dev.nodens.plugin.tls.acme;

import org.jspecify.annotations.NullMarked;
