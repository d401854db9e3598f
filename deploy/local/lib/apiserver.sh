# cluster apiserver: only etcd and kube-apiserver, on loopback, without root. For tests and benchmarks that need the API and no nodes. Sourced.
# shellcheck shell=bash

apiserver_usage() {
  cat >&2 <<X
cluster apiserver up [--port PORT] [--state DIR] [--dual-stack]   start; prints the path of a kubeconfig on standard output
cluster apiserver down [--state DIR]                stop, and remove the state
  --port   the API server's port on 127.0.0.1 (default: a free one)
  --dual-stack   Services may have IPv6 addresses too, of $SERVICE_RANGE6
  --state  the folder that holds everything of this API server (default: /tmp/nodens-apiserver-$UID); give each its own to run several
X
  exit 2
}

apiserver() {
  local action=${1:-} port=''; shift || true
  DIR=/tmp/nodens-apiserver-$UID
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:-}; shift 2;;
      --state) DIR=${2:-}; shift 2;;
      --dual-stack) SERVICE_RANGE=$SERVICE_RANGE,$SERVICE_RANGE6; shift;;
      *) apiserver_usage;;
    esac
  done
  [ "${DIR#/}" != "$DIR" ] || DIR=$PWD/$DIR
  case $action in
    up) apiserver_up "${port:-$(free_port)}";;
    down) apiserver_down;;
    *) apiserver_usage;;
  esac
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
  done
}

apiserver_up() {
  local port=$1 etcd problem
  need openssl=openssl
  build apiserver
  [ ! -d "$DIR" ] || [ -f "$DIR/this-is-an-apiserver" ] || [ -z "$(ls -A "$DIR")" ] || die "$DIR is not the state of an API server; give another --state"
  apiserver_down
  mkdir -p "$DIR"; chmod 700 "$DIR"; touch "$DIR/this-is-an-apiserver"
  etcd=$(free_port)
  pki_control_plane "https://127.0.0.1:$port"
  start_etcd "$etcd" "$(free_port)"
  # The address goes into the endpoints of the Service kubernetes, which refuses loopback; this one is for documentation (RFC 5737).
  # No controller runs that makes the default service account of a namespace, so pods may be created without one.
  # What service accounts ask is written to audit.log: a test compares it with their rights.
  printf '%s\n' 'apiVersion: audit.k8s.io/v1' 'kind: Policy' 'omitStages: [RequestReceived]' 'rules:' \
    '- {level: Metadata, userGroups: ["system:serviceaccounts"]}' '- {level: None}' > "$DIR/audit-policy.yaml"
  APISERVER_FLAGS=(--disable-admission-plugins=ServiceAccount)
  start_apiserver "$etcd" 127.0.0.1 192.0.2.1 "$port"
  problem=$(await 120 kube-apiserver "$DIR/kube-apiserver.pid" "$BIN/kubectl" --kubeconfig "$DIR/admin.kubeconfig" get --raw /readyz) \
    || { apiserver_down; die "$problem"; }
  say "kube-apiserver $KUBERNETES_VERSION on https://127.0.0.1:$port (state and logs: $DIR)"
  echo "$DIR/admin.kubeconfig"
}

apiserver_down() {
  local file pid
  [ -f "$DIR/this-is-an-apiserver" ] || return 0
  for file in "$DIR"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    # Only a process that was started for this state: the number may have been given to another one since.
    grep -qsF -- "$DIR/" "/proc/$pid/cmdline" && end_process "$pid"
  done
  rm -rf "$DIR"
}
