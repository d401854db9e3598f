# Nodens with the very Corefile that CoreDNS gets, on one core: one event loop, the production JVM flags, and the memory
# that kubeadm's Deployment allows CoreDNS as what the JVM takes for the machine's. It is the image's process where the image was built, else the one
# of dns-server/run, which lacks the ahead-of-time cache. NODENS_RUN names another start script.

nodens_label="Nodens"
# Shown to whoever lacks the build; a benchmark needs the program, its tests are mvn verify's.
nodens_install="mvn -q -Pimages -DskipTests -pl dns-server/app -am package"
nodens_needs_api=yes

nodens_image=$root/dns-server/app/target/image/run

nodens_version() {
  [ -d "$root/dns-server/app/target/lib" ] || return 0
  echo "$(git -C "$root" describe --always --dirty 2>/dev/null), $([ -x "$nodens_image" ] && echo "the image's process" || echo "without ahead-of-time cache")"
}

nodens_start() {
  local dir=$1 port=$2
  corefile "$port" >"$dir/Corefile"
  launch nodens "$server_cpu" "$dir/log" env NODENS_LOOPS="${processors:-1}" JDK_JAVA_OPTIONS=-XX:MaxRAM=170m \
    "${NODENS_RUN:-$([ -x "$nodens_image" ] && echo "$nodens_image" || echo "$root/dns-server/run")}" -conf "$dir/Corefile"
}
