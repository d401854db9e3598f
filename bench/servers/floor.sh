# The C floor: what any user-space UDP server can reach on this machine (src/main/c/floor.c).

floor_label="C floor"
floor_install="apt-get install gcc"

floor_version() { [ -x "$programs/floor" ] && echo "batch 64"; }

floor_start() { launch floor "$server_cpu" "$1/log" "$programs/floor" "$2" "$workload/records.txt"; }
