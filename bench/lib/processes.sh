# Progress, and processes that never outlive the run.

say() { printf '%s\n' "$*" >&2; }
die() { say "bench/run: $*"; exit 2; }

declare -A pid_of=()

# Start time of a process in clock ticks: with the pid it names a process for good.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# launch NAME CPU LOG COMMAND...: starts a daemon on one core and records it.
launch() {
  local name=$1 cpu=$2 log=$3
  shift 3
  taskset -c "$cpu" "$@" >"$log" 2>&1 9>&- &
  pid_of[$name]=$!
  echo "$! $(start_time $!) $name" >>"$pid_file"
}

# The process and all that descend from it.
family() {
  local child
  echo "$1"
  for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do family "$child"; done
}

# signal_family SIGNAL NAME: to the process and all that descend from it.
signal_family() {
  local process
  for process in $(family "${pid_of[$2]}"); do kill "-$1" "$process"; done
}

alive() { [ -n "${pid_of[$1]:-}" ] && kill -0 "${pid_of[$1]}" 2>/dev/null; }

# end_processes PID...: TERM, five seconds of patience, KILL.
end_processes() {
  local all="" p i
  for p in "$@"; do all+=" $(family "$p" | tr '\n' ' ')"; done
  [ -n "${all// /}" ] || return 0
  kill -TERM "$@" 2>/dev/null || true
  for i in $(seq 50); do
    for p in $all; do kill -0 "$p" 2>/dev/null && break; p=""; done
    [ -n "$p" ] || return 0
    sleep 0.1
  done
  for p in $all; do kill -KILL "$p" 2>/dev/null || true; done
}

stop() {
  local name=$1
  [ -n "${pid_of[$name]:-}" ] || return 0
  end_processes "${pid_of[$name]}"
  wait "${pid_of[$name]}" 2>/dev/null || true
  unset "pid_of[$name]"
}

stop_all() {
  local name servers=()
  for name in "${!pid_of[@]}"; do
    case $name in etcd | kube-apiserver) ;; *) servers+=("${pid_of[$name]}") ;; esac
  done
  [ ${#servers[@]} = 0 ] || end_processes "${servers[@]}"
  stop kube-apiserver
  stop etcd
  pid_of=()
  : >"$pid_file"
}

# What a killed run left behind: only processes whose pid and start time are the recorded ones.
stop_leftovers() {
  local pid started name
  [ -s "$pid_file" ] || return 0
  while read -r pid started name; do
    [ "$(start_time "$pid")" = "$started" ] || continue
    say "stopping $name ($pid), left by an earlier run"
    end_processes "$pid"
  done < <(tac "$pid_file")
  : >"$pid_file"
}

# find_program NAME DIRECTORY...: prints the path of an executable from $PATH or one of the directories.
find_program() {
  local name=$1 directory
  shift
  for directory in "$@"; do
    [ -x "$directory/$name" ] && { echo "$directory/$name"; return 0; }
  done
  command -v "$name"
}
