# Names, places and messages that every part of the local cluster shares. Sourced, never run.
# shellcheck shell=bash

KUBERNETES_VERSION=v1.36.3
CONTAINERD_VERSION=v2.2.1
COREDNS_VERSION=v1.15.0
HELM_VERSION=v4.3.1

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/nodens/local-cluster
BIN=$CACHE/bin
IMAGES=$CACHE/images
# ctr warns of cgroup v1 each time it is called.
export CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1
CNI_BIN=${CNI_BIN:-/usr/lib/cni}

# Several clusters can run beside each other, told apart by one digit.
CLUSTER=${NODENS_CLUSTER:-0}
STATE=/tmp/nodens-cluster-$CLUSTER
SUBNET=10.200.$CLUSTER            # nodes: .11 and up; control plane: .1; this machine: .254
POD_RANGE=10.244                  # pods of node K: 10.244.K.0/24
SERVICE_RANGE=10.96.0.0/16
# A dual-stack cluster has these beside them, cut up in the same way: node K has ...::1K, its pods fd00:10:244:K::/64.
SUBNET6=fd00:10:200:$CLUSTER
POD_RANGE6=fd00:10:244
SERVICE_RANGE6=fd00:10:96::/112
DNS_ADDRESS=10.96.0.10
HOST_LINK=nodens$CLUSTER
# What the first process of a cluster is called in the process list, so that it is found even without its state.
MACHINE_NAME=nodens-local-cluster-$CLUSTER

STARTED=${EPOCHREALTIME/[.,]/}
elapsed() { local us=$((${EPOCHREALTIME/[.,]/} - STARTED)); printf '%d.%d' $((us / 1000000)) $((us / 100000 % 10)); }
say() { printf '%7s s  %s\n' "$(elapsed)" "$*" >&2; }
die() { printf 'cluster: %s\n' "$*" >&2; exit 1; }

# A program that is not there is reported with the command that installs it; all of them at once.
# need PROGRAM=DEBIAN-PACKAGE...
need() {
  local pair missing=() packages=()
  for pair; do
    command -v "${pair%%=*}" > /dev/null || [ -x "/usr/sbin/${pair%%=*}" ] || { missing+=("${pair%%=*}"); packages+=("${pair#*=}"); }
  done
  [ ${#missing[@]} = 0 ] || die "missing: ${missing[*]}. Install with
    sudo apt-get install -y ${packages[*]}
(the names are Debian's and Ubuntu's)"
}

need_go() {
  local version
  command -v go > /dev/null || PATH=$PATH:/usr/local/go/bin
  command -v go > /dev/null || die "missing: Go 1.26, which builds Kubernetes. Install with
    curl -fsSL https://go.dev/dl/go1.26.8.linux-$(dpkg --print-architecture 2> /dev/null || echo amd64).tar.gz | sudo tar -C /usr/local -xz && export PATH=\$PATH:/usr/local/go/bin"
  version=$(go env GOVERSION)
  case $version in
    go1.2[6-9]*|go1.[3-9][0-9]*) ;;
    *) die "Go is $version, Kubernetes $KUBERNETES_VERSION needs 1.26 or newer (https://go.dev/dl/)";;
  esac
}

# Waits until a command succeeds: await SECONDS WHAT PID-FILE COMMAND... ; a process that died meanwhile ends the wait.
await() {
  local seconds=$1 what=$2 pidfile=$3 end=$((SECONDS + $1)); shift 3
  until "$@" > /dev/null 2>&1; do
    [ -z "$pidfile" ] || kill -0 "$(cat "$pidfile")" 2> /dev/null || { echo "$what ended; the end of ${pidfile%.pid}.log:"; tail -n 5 "${pidfile%.pid}.log"; return 1; }
    [ $SECONDS -lt $end ] || { echo "$what is not ready after $seconds s"; [ -z "$pidfile" ] || tail -n 5 "${pidfile%.pid}.log"; return 1; }
    sleep 0.1
  done
}

# Kills a process and returns when it has ended.
end_process() {
  kill -9 "$1" 2> /dev/null || return 0
  while kill -0 "$1" 2> /dev/null && ! grep -qs '^State:.Z' "/proc/$1/status"; do sleep 0.05; done
}
