# cluster build: every program of the cluster, compiled from published Go modules. Sourced by `cluster`.
# shellcheck shell=bash

GO_MODULE=$HERE/go
KUBERNETES_PROGRAMS=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl)
CONTAINERD_PROGRAMS=(containerd containerd-shim-runc-v2 ctr)

built() { local program; for program; do [ -x "$BIN/$program" ] || return 1; done; }

# step WHAT MINUTES COMMAND... : runs one build with a word about what it is and how long it takes.
step() {
  local what=$1 minutes=$2 log=$CACHE/build.log pid start=$SECONDS shown=$SECONDS; shift 2
  say "building $what (about $minutes min the first time, seconds later)"
  "$@" > "$log" 2>&1 & pid=$!
  # shellcheck disable=SC2064
  trap "kill $pid 2> /dev/null; exit 130" INT TERM
  while kill -0 "$pid" 2> /dev/null; do
    if [ -t 2 ]; then
      printf '\r%7s s  … %ds, %s\033[K' "$(elapsed)" $((SECONDS - start)) "$(tail -n 1 "$log" | cut -c 1-70)" >&2
    elif [ $((SECONDS - shown)) -ge 30 ]; then
      shown=$SECONDS; say "  still building $what, $((SECONDS - start)) s"
    fi
    sleep 0.5
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
  trap - INT TERM
  wait "$pid" || { tail -n 20 "$log" >&2; die "building $what failed; the whole log: $log"; }
}

compile() { (cd "$GO_MODULE" && go build -buildvcs=false -o "$BIN/" "$@"); }
install_module() { (cd / && GOBIN=$BIN go install -buildvcs=false "$@"); }

build_kubernetes() {
  local version=k8s.io/component-base/version minor=${KUBERNETES_VERSION#v1.}
  compile -ldflags "-s -w -X $version.gitVersion=$KUBERNETES_VERSION -X $version.gitMajor=1 -X $version.gitMinor=${minor%%.*} -X $version.gitTreeState=clean" \
    "${@/#/k8s.io/kubernetes/cmd/}"
}
build_etcd() { compile -ldflags '-s -w' ./etcd; }
build_pause() { CGO_ENABLED=0 compile -ldflags '-s -w' ./pause; }
build_containerd() {
  local paths=("${CONTAINERD_PROGRAMS[@]/#/github.com/containerd/containerd/v2/cmd/}")
  install_module "${paths[@]/%/@$CONTAINERD_VERSION}"
}
build_coredns() { CGO_ENABLED=0 install_module -ldflags '-s -w' "github.com/coredns/coredns@$COREDNS_VERSION"; }
build_helm() { install_module -ldflags '-s -w' "helm.sh/helm/v4/cmd/helm@$HELM_VERSION"; }

# build [PART...]: parts are apiserver (enough for `cluster apiserver`), kubernetes, coredns, helm; all of them by default.
build() {
  local part parts=("$@")
  [ ${#parts[@]} -gt 0 ] || parts=(kubernetes coredns helm)
  mkdir -p "$BIN" "$IMAGES"
  for part in "${parts[@]}"; do
    case $part in
      apiserver)
        built kube-apiserver kubectl || { need_go; step "kube-apiserver and kubectl $KUBERNETES_VERSION" 4 build_kubernetes kube-apiserver kubectl; }
        built etcd || { need_go; step etcd 0.5 build_etcd; };;
      kubernetes)
        built "${KUBERNETES_PROGRAMS[@]}" || { need_go; step "Kubernetes $KUBERNETES_VERSION" 6 build_kubernetes "${KUBERNETES_PROGRAMS[@]}"; }
        built etcd || { need_go; step etcd 0.5 build_etcd; }
        built "${CONTAINERD_PROGRAMS[@]}" || { need_go; step "containerd $CONTAINERD_VERSION" 1.5 build_containerd; }
        built pause || { need_go; step pause 0.1 build_pause; }
        build_images;;
      coredns)
        built coredns || { need_go; step "CoreDNS $COREDNS_VERSION" 3 build_coredns; }
        image_current coredns "$BIN/coredns" || "$HERE/oci-image" "localhost/coredns:${COREDNS_VERSION#v}" "$IMAGES/coredns.tar" /coredns "$BIN/coredns:/coredns";;
      helm)
        built helm || { need_go; step "Helm $HELM_VERSION" 2 build_helm; };;
      *) die "unknown part '$part'; parts are apiserver, kubernetes, coredns, helm";;
    esac
  done
}

image_current() { [ -f "$IMAGES/$1.tar" ] && [ "$IMAGES/$1.tar" -nt "$2" ]; }

# The two images without which no pod runs and nobody can look around in one.
build_images() {
  local applet links=()
  image_current pause "$BIN/pause" || "$HERE/oci-image" localhost/pause:1 "$IMAGES/pause.tar" /pause "$BIN/pause:/pause"
  need busybox=busybox-static
  if ! image_current busybox "$(command -v busybox)"; then
    for applet in sh sleep cat ls grep env id date echo nslookup wget nc ip ping tail; do links+=("@busybox:/bin/$applet"); done
    "$HERE/oci-image" localhost/busybox:1 "$IMAGES/busybox.tar" /bin/sh "$(command -v busybox):/bin/busybox" "${links[@]}"
  fi
}
