# The Corefile that CoreDNS and Nodens share: kubeadm's, with free ports. Left out for both: health (its lame duck only
# delays the stop) and loop (it probes the upstream of a real network).

# corefile PORT [CACHE_OPTIONS]
corefile() {
  local port=$1 cache_options=${2-'disable success cluster.local
        disable denial cluster.local'}
  cat <<X
.:$port {
    errors
    ready 127.0.0.1:$((port + 1))
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        kubeconfig $api_kubeconfig
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus 127.0.0.1:$((port + 2))
    forward . 127.0.0.1:$upstream_port {
        max_concurrent 1000
    }
    cache 30 {
        $cache_options
    }
    reload
    loadbalance
}
X
}
