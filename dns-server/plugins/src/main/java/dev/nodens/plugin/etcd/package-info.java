/// The directive `etcd`: names whose records stand in etcd, written as SkyDNS does. May touch
/// `core`, `corefile`, `pem` and `wire`; etcd is asked on virtual threads. Start reading at
/// [dev.nodens.plugin.etcd.EtcdPlugin], then [dev.nodens.plugin.etcd.Lookup].
@NullMarked
package dev.nodens.plugin.etcd;

import org.jspecify.annotations.NullMarked;
