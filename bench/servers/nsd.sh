# NSD with the names as zone data. Debian builds it without recvmmsg.

nsd_label="NSD"
nsd_install="apt-get install nsd"

nsd_version() { nsd -v 2>&1 | sed -n '1s/NSD version //p' | grep .; }

nsd_start() {
  local dir=$1 port=$2
  cat >"$dir/nsd.conf" <<X
server:
  ip-address: 127.0.0.1@$port
  server-count: 1
  zonesdir: "$workload"
  database: ""
  pidfile: "$dir/nsd.pid"
  xfrdfile: "$dir/xfrd.state"
  zonelistfile: "$dir/zone.list"
  xfrdir: "$dir"
  username: ""
  rrl-ratelimit: 0
  verbosity: 0
remote-control:
  control-enable: no
zone:
  name: cluster.local
  zonefile: cluster.local.zone
X
  launch nsd "$server_cpu" "$dir/log" nsd -d -c "$dir/nsd.conf"
}
