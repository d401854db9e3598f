/// The nodes of the sandbox and what runs on them: pods that only pretend, and pods that are a real
/// process of the DNS server with its ConfigMaps as files. May touch the API, processes, files and
/// sockets of the loopback network. Start at {@link dev.nodens.sandbox.node.Kubelets}.
@NullMarked
package dev.nodens.sandbox.node;

import org.jspecify.annotations.NullMarked;
