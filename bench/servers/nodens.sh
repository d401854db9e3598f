# Nodens with the very Corefile that CoreDNS gets, on one core: one event loop, the production JVM flags.

nodens_label="Nodens"
nodens_install="mvn -q package -DskipTests"
nodens_needs_api=yes

nodens_version() { [ -x "$root/dns-server/run" ] && git -C "$root" describe --always --dirty 2>/dev/null; }

nodens_start() {
  local dir=$1 port=$2
  corefile "$port" >"$dir/Corefile"
  launch nodens "$server_cpu" "$dir/log" "$root/dns-server/run" -conf "$dir/Corefile"
}
