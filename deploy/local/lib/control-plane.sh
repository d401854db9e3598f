# Keys, kubeconfigs, etcd and the API server: what `cluster up` and `cluster apiserver` have in common. Sourced.
# Everything is written below $DIR: pki/, NAME.kubeconfig, and NAME.log and NAME.pid of each process.
# shellcheck shell=bash

pki_start() {
  mkdir -p "$DIR/pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$DIR/pki/ca.key" -out "$DIR/pki/ca.crt" \
    -subj /CN=nodens-local-ca -days 3650 2> /dev/null
  openssl genrsa -out "$DIR/pki/sa.key" 2048 2> /dev/null
  openssl rsa -in "$DIR/pki/sa.key" -pubout -out "$DIR/pki/sa.pub" 2> /dev/null
}

# pki_certificate NAME COMMON-NAME ORGANISATION [SUBJECT-ALT-NAMES] [KEY-TYPE]
pki_certificate() {
  local base=$DIR/pki/$1 names=${4:-} key=(ec -pkeyopt ec_paramgen_curve:prime256v1)
  [ "${5:-}" != rsa ] || key=(rsa:2048)
  openssl req -newkey "${key[@]}" -nodes -keyout "$base.key" -subj "/O=$3/CN=$2" -out "$base.csr" 2> /dev/null
  {
    echo basicConstraints=CA:FALSE
    echo keyUsage=digitalSignature,keyEncipherment
    echo extendedKeyUsage=serverAuth,clientAuth
    [ -z "$names" ] || echo "subjectAltName=$names"
  } > "$base.ext"
  openssl x509 -req -in "$base.csr" -CA "$DIR/pki/ca.crt" -CAkey "$DIR/pki/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
    -days 3650 -extfile "$base.ext" -out "$base.crt" 2> /dev/null
  rm "$base.csr" "$base.ext"
}

# pki_kubeconfig NAME SERVER : self-contained, so that the one file can be handed on.
pki_kubeconfig() {
  local base=$DIR/pki/$1
  cat > "$DIR/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: nodens-local
  cluster:
    server: $2
    certificate-authority-data: $(base64 -w0 < "$DIR/pki/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 < "$base.crt")
    client-key-data: $(base64 -w0 < "$base.key")
contexts:
- name: nodens-local
  context: {cluster: nodens-local, user: $1}
current-context: nodens-local
YAML
  chmod 600 "$DIR/$1.kubeconfig"
  # Who called through sudo shall be able to use it.
  [ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID" "$DIR/$1.kubeconfig"
}

# start NAME COMMAND... : a daemon with its log and its pid.
start() {
  local name=$1; shift
  setsid "$@" > "$DIR/$name.log" 2>&1 < /dev/null & echo $! > "$DIR/$name.pid"
}

# start_etcd CLIENT-PORT PEER-PORT [PREFIX...]
start_etcd() {
  local client=http://127.0.0.1:$1 peer=http://127.0.0.1:$2; shift 2
  start etcd "$@" "$BIN/etcd" --data-dir "$DIR/etcd" --unsafe-no-fsync --log-level warn --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
}

# audit_policy : what goes into audit.log, a JSON object per line: every write that was asked for, without its content.
audit_policy() {
  [ ! -f "$DIR/audit-policy.yaml" ] || return 0  # 'cluster apiserver' has one of its own
  cat > "$DIR/audit-policy.yaml" <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
- level: Metadata
  omitManagedFields: true
  verbs: [create, update, patch, delete, deletecollection]
YAML
}

# start_apiserver ETCD-PORT BIND ADVERTISE PORT [PREFIX...] : with the flags of APISERVER_FLAGS added.
APISERVER_FLAGS=()
start_apiserver() {
  local etcd=$1 bind=$2 advertise=$3 port=$4; shift 4
  audit_policy
  start kube-apiserver "$@" "$BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd" --bind-address="$bind" --advertise-address="$advertise" \
    --secure-port="$port" --service-cluster-ip-range="$SERVICE_RANGE" --cert-dir="$DIR/pki/generated" \
    --tls-cert-file="$DIR/pki/apiserver.crt" --tls-private-key-file="$DIR/pki/apiserver.key" --client-ca-file="$DIR/pki/ca.crt" \
    --service-account-key-file="$DIR/pki/sa.pub" --service-account-signing-key-file="$DIR/pki/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --audit-policy-file="$DIR/audit-policy.yaml" --audit-log-path="$DIR/audit.log" \
    --kubelet-client-certificate="$DIR/pki/admin.crt" --kubelet-client-key="$DIR/pki/admin.key" --kubelet-preferred-address-types=InternalIP "${APISERVER_FLAGS[@]}"
}

# pki_control_plane SERVER NAMES : the API server's own certificate and the administrator's kubeconfig.
pki_control_plane() {
  pki_start
  pki_certificate apiserver kube-apiserver kubernetes "IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc${2:+,$2}"
  # RSA, because some clients (fabric8 without BouncyCastle) read no other key.
  pki_certificate admin admin system:masters '' rsa
  pki_kubeconfig admin "$1"
}
