# dnsdist with its packet cache in front of the upstream, one listener thread.

dnsdist_label="dnsdist"
dnsdist_install="apt-get install dnsdist"

dnsdist_version() { dnsdist --version 2>/dev/null | sed -n '1s/dnsdist \([^ ]*\).*/\1/p' | grep .; }

dnsdist_start() {
  local dir=$1 port=$2
  cat >"$dir/dnsdist.conf" <<X
setLocal("127.0.0.1:$port")
setSecurityPollSuffix("")
newServer({address="127.0.0.1:$upstream_port", healthCheckMode="up"})
getPool(""):setCache(newPacketCache(10000))
X
  launch dnsdist "$server_cpu" "$dir/log" dnsdist --supervised -C "$dir/dnsdist.conf"
}
