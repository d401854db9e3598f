# Unbound as the cache in front of the upstream, the cluster's names as local data, one thread.

unbound_label="Unbound"
unbound_install="apt-get install unbound"

unbound_version() { unbound -V 2>/dev/null | sed -n '1s/Version //p' | grep .; }

unbound_start() {
  local dir=$1 port=$2
  cat >"$dir/unbound.conf" <<X
server:
  interface: 127.0.0.1
  port: $port
  num-threads: 1
  directory: "$dir"
  chroot: ""
  username: ""
  pidfile: "$dir/unbound.pid"
  use-syslog: no
  do-ip6: no
  do-not-query-localhost: no
  module-config: "iterator"
  include: "$workload/unbound-local.conf"
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@$upstream_port
X
  launch unbound "$server_cpu" "$dir/log" unbound -d -c "$dir/unbound.conf"
}
