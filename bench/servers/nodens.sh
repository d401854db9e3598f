# Nodens with the very Corefile that CoreDNS gets, on one core: one event loop, the production JVM flags, and the memory
# that kubeadm's Deployment allows CoreDNS as what the JVM takes for the machine's. NODENS_RUN names another start script.

nodens_label="Nodens"
# Shown to whoever lacks the build; a benchmark needs the program, its tests are mvn verify's.
nodens_install="mvn -q -DskipTests -pl dns-server/app -am package"
nodens_needs_api=yes

nodens_version() { [ -d "$root/dns-server/app/target/lib" ] && git -C "$root" describe --always --dirty 2>/dev/null; }

nodens_start() {
  local dir=$1 port=$2
  corefile "$port" >"$dir/Corefile"
  launch nodens "$server_cpu" "$dir/log" env NODENS_LOOPS="${processors:-1}" JDK_JAVA_OPTIONS=-XX:MaxRAM=170m \
    "${NODENS_RUN:-$root/dns-server/run}" -conf "$dir/Corefile"
}
