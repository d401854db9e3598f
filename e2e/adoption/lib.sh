# Functions of the scripts beside this file. Sourced by them.
# shellcheck shell=bash
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
HERE=$ROOT/e2e/adoption
CLUSTER=${NODENS_CLUSTER:-0}
STATE=/tmp/nodens-cluster-$CLUSTER
IMAGE=${XDG_CACHE_HOME:-$HOME/.cache}/nodens/local-cluster/images/coredns.tar
export NODENS_CLUSTER=$CLUSTER

cluster() { "$ROOT/deploy/local/cluster" "$@"; }
kubectl() { cluster kubectl "$@"; }

# The real CoreDNS, on every node.
load_coredns() {
  [ -f "$IMAGE" ] || cluster build coredns
  cluster load "$IMAGE"
}

# own MANAGER FILE... : writes objects as their owner does, over whatever others wrote.
own() {
  local manager=$1 file; shift
  for file; do kubectl apply --server-side --force-conflicts --field-manager="$manager" -f "$HERE/$file" > /dev/null; done
}

# Ready pods of the incumbent, and the Service knows them.
await() { kubectl -n kube-system rollout status "$1" --timeout=60s > /dev/null; }

# Waits until no pod of the incumbent is left.
gone() {
  local end=$((SECONDS + 90))
  while [ -n "$(kubectl -n kube-system get pods -l 'k8s-app=kube-dns,!nodens.dev/clusterdns' -o name)" ]; do
    [ $SECONDS -lt $end ] || { echo "pods of the incumbent are still there" >&2; return 1; }
    sleep 0.5
  done
}

usage() { sed -n '2,/^[^#]/{/^#/p}' "$0" | sed 's/^# \?//' >&2; exit 2; }
