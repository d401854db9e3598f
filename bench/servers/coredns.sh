# CoreDNS with kubeadm's Corefile, on one core.

coredns_label="CoreDNS"
coredns_install="GOBIN=$tools go install github.com/coredns/coredns@v1.15.0"
coredns_needs_api=yes

coredns_version() { "$(find_coredns)" -version 2>/dev/null | sed -n '1s/CoreDNS-//p'; }

find_coredns() { find_program coredns "$tools" "$cluster_tools" "${CLUSTER_BIN:-/nonexistent}"; }

coredns_start() {
  local dir=$1 port=$2
  corefile "$port" >"$dir/Corefile"
  launch coredns "$server_cpu" "$dir/log" env GOMAXPROCS="${processors:-1}" "$(find_coredns)" -conf "$dir/Corefile"
}
