# Knot DNS with the names as zone data, one worker of each kind.

knot_label="Knot"
knot_install="apt-get install knot"

knot_version() { knotd -V 2>/dev/null | sed 's/.*version //'; }

knot_start() {
  local dir=$1 port=$2
  cat >"$dir/knot.conf" <<X
server:
  listen: 127.0.0.1@$port
  rundir: $dir
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  tcp-idle-timeout: 60s
control:
  listen: $dir/knot.sock
database:
  storage: $dir
log:
  - target: stderr
    any: warning
zone:
  - domain: cluster.local
    storage: $workload
    file: cluster.local.zone
    zonefile-sync: -1
    journal-content: none
X
  launch knot "$server_cpu" "$dir/log" knotd -c "$dir/knot.conf"
}
