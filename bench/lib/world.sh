# The Kubernetes API that CoreDNS and Nodens watch: etcd and one kube-apiserver on loopback, filled with Services.

api_token=nodens-bench

# Both programs collect garbage a quarter as often as by themselves: they share the cores with what is measured.
start_api() {
  local dir=$1 client=$((port_base + 80)) peer=$((port_base + 81))
  api_port=$((port_base + 82))
  api_url=https://127.0.0.1:$api_port
  api_ca=$dir/certs/apiserver.crt
  api_kubeconfig=$dir/kubeconfig
  mkdir -p "$dir"
  echo "$api_token,bench,bench,system:masters" >"$dir/tokens.csv"
  [ -s "$dir/sa.key" ] || openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$dir/sa.key" 2>/dev/null
  launch etcd "$generator_cpu" "$dir/etcd.log" env GOGC=400 "$etcd" --data-dir "$dir/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
    --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
    --initial-cluster "default=http://127.0.0.1:$peer"
  start_api_server "$dir"
  write_kubeconfig
}

start_api_server() {
  local dir=$1 client=$((port_base + 80))
  launch kube-apiserver 0-$(($(nproc) - 1)) "$dir/kube-apiserver.log" env GOGC=400 "$kube_apiserver" --etcd-servers="http://127.0.0.1:$client" \
    --bind-address=127.0.0.1 --secure-port="$api_port" --cert-dir="$dir/certs" --service-cluster-ip-range=10.96.0.0/16 \
    --service-account-key-file="$dir/sa.key" --service-account-signing-key-file="$dir/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --token-auth-file="$dir/tokens.csv" \
    --authorization-mode=AlwaysAllow --endpoint-reconciler-type=none
  wait_for_api "$dir"
}

wait_for_api() {
  local i
  for i in $(seq 300); do
    [ -s "$api_ca" ] && curl -sf --cacert "$api_ca" -H "Authorization: Bearer $api_token" "$api_url/readyz" >/dev/null && return 0
    alive kube-apiserver && alive etcd || break
    sleep 0.2
  done
  die "the API server did not become ready; see $1/etcd.log and $1/kube-apiserver.log"
}

write_kubeconfig() {
  cat >"$api_kubeconfig" <<X
apiVersion: v1
kind: Config
clusters: [{name: bench, cluster: {server: "$api_url", certificate-authority: "$api_ca"}}]
users: [{name: bench, user: {token: "$api_token"}}]
contexts: [{name: bench, context: {cluster: bench, user: bench}}]
current-context: bench
X
}

# start_world DIRECTORY SERVICES ENDPOINTS_OF_EACH: an API server that holds the Services. They are created through the
# API once; the stopped etcd's files are kept for the next run.
start_world() {
  local dir=$1 services=$2 endpoints=$3 kept
  kept=$cache/world-$services-$endpoints-$("$kube_apiserver" --version | tr -dc 'v0-9.')
  mkdir -p "$dir"
  if [ -d "$kept" ]; then
    cp -r "$kept" "$dir/etcd"
    start_api "$dir"
    return 0
  fi
  say "creating $services Services through the API (once; kept in $kept)"
  start_api "$dir"
  run_java LoadServices "$api_url" "$api_ca" "$api_token" "$services" "$endpoints"
  stop kube-apiserver
  stop etcd
  rm -rf "$kept.new"
  cp -r "$dir/etcd" "$kept.new"
  mv "$kept.new" "$kept"
  start_api "$dir"
}

# Makes the servers that watch the API list everything again: while they are stopped there is a change, and then an API
# server whose history begins behind it.
force_relist() {
  local name watching=() service
  for name in $up_servers; do [ -z "$(value "${name}_needs_api" "")" ] || watching+=("$name"); done
  for name in "${watching[@]}"; do signal_family STOP "$name"; done
  stop kube-apiserver
  start_api_server "$run_dir/api"
  service='{"apiVersion":"v1","kind":"Service","metadata":{"name":"relisted"},"spec":{"clusterIP":"10.96.0.12","ports":[{"port":80}]}}'
  curl -sf --cacert "$api_ca" -H "Authorization: Bearer $api_token" -H "Content-Type: application/json" -d "$service" \
    -o /dev/null "$api_url/api/v1/namespaces/ns-0/services" || die "the API server takes no Service"
  stop kube-apiserver
  start_api_server "$run_dir/api"
  for name in "${watching[@]}"; do signal_family CONT "$name"; done
  for name in "${watching[@]}"; do
    "$programs/ask" "$(port "$name")" relisted.ns-0.svc.cluster.local A 10.96.0.12 90 >/dev/null || die "$name does not list again"
  done
}

# How soon new Services are answered, counted from the API server's reply.
measure_propagation() { run_java Propagation "$api_url" "$api_ca" "$api_token" "$(port "$1")" 200; }

# What endpoints that come and go cost: ten seconds of them.
measure_churn() {
  # shellcheck disable=SC2046 # a list of numbers
  run_java Churn "$api_url" "$api_ca" "$api_token" "$(port "$1")" "${world%% *}" 200 10 "${pid_of[kube-apiserver]}" $(family "${pid_of[$1]}")
}
