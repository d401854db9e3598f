# One node: a network namespace with its own containerd, kubelet and kube-proxy. Sourced by lib/machine.
# shellcheck shell=bash

node_ctr() { local k=$1; shift; "$BIN/ctr" -a "$DIR/n$k/containerd.sock" -n k8s.io "$@"; }

node_network() {
  local k=$1 address=$SUBNET.$((10 + $1)) net=node-$1
  ip netns add "$net"
  in_net "$net" ip link set lo up
  in_net control ip link add "port$k" type veth peer name eth0 netns "$net"
  in_net control ip link set "port$k" master br0 up
  in_net "$net" ip addr add "$address/24" dev eth0
  in_net "$net" ip link set eth0 up
  in_net "$net" ip route add default via "$SUBNET.1"
  in_net "$net" sysctl -qw net.ipv4.ip_forward=1
  in_net control ip route add "$POD_RANGE.$k.0/24" via "$address"
  dual_stack || return 0
  in_net "$net" ip addr add "$SUBNET6::$((10 + k))/64" dev eth0 nodad
  in_net "$net" sysctl -qw net.ipv6.conf.all.forwarding=1
  in_net "$net" ip route add default via "$SUBNET6::1"
  in_net control ip route add "$POD_RANGE6:$k::/64" via "$SUBNET6::$((10 + k))"
}

# The ranges and the routes of a node's pods, as the CNI plugins read them.
pod_ranges() { echo "[{\"subnet\": \"$POD_RANGE.$1.0/24\"}]$(! dual_stack || echo ", [{\"subnet\": \"$POD_RANGE6:$1::/64\"}]")"; }
pod_routes() { echo "{\"dst\": \"0.0.0.0/0\"}$(! dual_stack || echo ', {"dst": "::/0"}')"; }

node_containerd() {
  local k=$1 home=$DIR/n$1
  mkdir -p "$home"/{cni,kubelet,pods}
  # ptp gives each pod a routed link: no bridge, so no br_netfilter module is needed.
  cat > "$home/cni/10-pods.conflist" <<JSON
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipMasq": false, "ipam": {"type": "host-local", "dataDir": "$home/ipam",
    "ranges": [$(pod_ranges "$k")], "routes": [$(pod_routes)]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
  # Setting oom scores and AppArmor profiles needs privileges that a container or a small virtual machine may lack.
  cat > "$home/containerd.toml" <<TOML
version = 3
root = "$home/containerd"
state = "$home/containerd-state"
[grpc]
  address = "$home/containerd.sock"
# Nobody extends these nodes, and all of them would listen at one path.
[plugins.'io.containerd.nri.v1.nri']
  disable = true
[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
  [plugins.'io.containerd.cri.v1.images'.pinned_images]
    sandbox = "localhost/pause:1"
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["$CNI_BIN"]
    conf_dir = "$home/cni"
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
      SystemdCgroup = false
      BinaryName = "$(command -v runc)"
TOML
  PATH=$BIN:$PATH start "containerd-$k" nsenter --net="/run/netns/node-$k" "$BIN/containerd" -c "$home/containerd.toml" --log-level warn
}

# node_kubelet K NODES : with more than one node the first is a control-plane node, as kubeadm makes it.
node_kubelet() {
  local k=$1 home=$DIR/n$1 taints='[]'
  [ "$k" != 1 ] || [ "$2" = 1 ] || taints='[{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]'
  # Names of the outside resolve only when a test lets somebody listen at this address.
  echo "nameserver $SUBNET.1" > "$home/resolv.conf"
  cat > "$home/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {x509: {clientCAFile: $DIR/pki/ca.crt}, anonymous: {enabled: false}, webhook: {enabled: true}}
authorization: {mode: Webhook}
clusterDNS: [$DNS_ADDRESS]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix://$home/containerd.sock
registerWithTaints: $taints
resolvConf: $home/resolv.conf
podLogsDir: $home/pods
volumePluginDir: $home/volume-plugins
tlsCertFile: $DIR/pki/node-$k.crt
tlsPrivateKeyFile: $DIR/pki/node-$k.key
# Works with cgroup v1, v2 and the hybrid of both, with and without systemd, and without CAP_SYS_RESOURCE.
cgroupDriver: cgroupfs
cgroupRoot: /nodens-cluster-$CLUSTER/node-$k
cgroupsPerQOS: false
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
featureGates: {KubeletInUserNamespace: true}
localStorageCapacityIsolation: false
YAML
  start "kubelet-$k" nsenter --net="/run/netns/node-$k" "$BIN/kubelet" --config "$home/kubelet.yaml" --kubeconfig "$DIR/node-$k.kubeconfig" \
    --root-dir "$home/kubelet" --cert-dir "$home/kubelet/pki" --node-ip "$(both "$SUBNET.$((10 + k))" "$SUBNET6::$((10 + k))")" --hostname-override "node-$k"
  start "kube-proxy-$k" nsenter --net="/run/netns/node-$k" "$BIN/kube-proxy" --kubeconfig "$DIR/proxy.kubeconfig" --hostname-override "node-$k" \
    --cluster-cidr "$(both "$POD_RANGE.0.0/16" "$POD_RANGE6::/48")" --proxy-mode iptables --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
}

# What kubelet may not say of its own node: its role and its range of pod addresses.
node_describe() {
  local k=$1 range=$POD_RANGE.$1.0/24 ranges
  ranges=$(both "$range" "$POD_RANGE6:$k::/64")
  kubectl patch node "node-$k" -p "{\"spec\":{\"podCIDR\":\"$range\",\"podCIDRs\":[\"${ranges//,/\",\"}\"]}}" > /dev/null
  [ "$k" != 1 ] || kubectl label node node-1 node-role.kubernetes.io/control-plane= > /dev/null
}
