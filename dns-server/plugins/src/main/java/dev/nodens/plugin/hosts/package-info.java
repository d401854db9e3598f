/// The directive `hosts`: answers from a file in the format of /etc/hosts. May touch `core`,
/// `corefile` and `wire`; reads its file off the event loops. Start reading at
/// [dev.nodens.plugin.hosts.HostsPlugin], then `HostsHandler`.
@NullMarked
package dev.nodens.plugin.hosts;

import org.jspecify.annotations.NullMarked;
