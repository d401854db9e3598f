/// DNSSEC signatures (RFC 4034, RFC 4035) for the plugins that make them (`dnssec`, `sign`): keys
/// as BIND writes them, signed replies, signed zones. May touch `wire`; dnsjava makes the
/// signatures. Start reading at [dev.nodens.zone.sign.SigningKey].
@NullMarked
package dev.nodens.zone.sign;

import org.jspecify.annotations.NullMarked;
