/// The directive `nsid`: who answered, for clients that ask (RFC 5001). May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.nsid.NsidPlugin].
@NullMarked
package dev.nodens.plugin.nsid;

import org.jspecify.annotations.NullMarked;
