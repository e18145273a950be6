#!/bin/sh
# Ends what is left of a process and starts it again, detached from this session.
#   restart.sh PIDFILE COMMAND WORKDIR LOG
set -eu
pidfile=$1 command=$2 workdir=$3 log=$4

# A number in a stale pid file may belong to somebody else by now: such a process began after the file was written.
owns() {
  [ -r "/proc/$1/stat" ] || return 1
  ticks=$(sed 's/^.*) //' "/proc/$1/stat" | cut -d' ' -f20)
  boot=$(sed -n 's/^btime //p' /proc/stat)
  began=$((boot + ticks / $(getconf CLK_TCK)))
  [ "$began" -le $(($(stat -c %Y "$pidfile") + 3)) ]
}

if [ -s "$pidfile" ]; then
  pid=$(tr -cd '0-9' <"$pidfile")
  if [ -z "$pid" ] || [ "$pid" -le 1 ]; then
    echo "the pid file $pidfile holds no process number" >&2
    exit 2
  fi
  if owns "$pid"; then
    group=$(sed 's/^.*) //' "/proc/$pid/stat" | cut -d' ' -f3)
    echo "killing $pid"
    kill -KILL "$pid" 2>/dev/null || true
    [ "$group" = "$pid" ] && kill -KILL "-$pid" 2>/dev/null || true
    tries=0
    while owns "$pid" && [ "$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -c1)" != Z ]; do
      tries=$((tries + 1))
      if [ "$tries" -gt 50 ]; then
        echo "process $pid does not die" >&2
        exit 3
      fi
      sleep 0.1
    done
  else
    echo "process $pid of the pid file is gone"

    # A master that was killed leaves workers that keep its port. They are its own when they are of its group and run the same program.
    program=$(readlink -f "$(command -v "${command%% *}" || true)" || true)
    for left in $(ps -e -o pid= -o pgid= | awk -v group="$pid" '$2 == group && $1 != group { print $1 }'); do
      if [ -n "$program" ] && [ "$(readlink -f "/proc/$left/exe" 2>/dev/null)" = "$program" ]; then
        echo "killing $left, which it left behind"
        kill -KILL "$left" 2>/dev/null || true
      fi
    done
  fi
fi

mkdir -p "$(dirname "$log")"
cd "$workdir"
unset AIOPS_RUN AIOPS_INCIDENT AIOPS_TARGET
# The command line is the owners' word in the service catalogue, not a value from telemetry.
setsid sh -c "exec $command" >>"$log" 2>&1 </dev/null &
started=$!
printf '%s\n' "$started" >"$pidfile.new"
mv -f "$pidfile.new" "$pidfile"
sleep 0.2
if ! kill -0 "$started" 2>/dev/null; then
  echo "it ended at once; the end of $log:" >&2
  tail -n 5 "$log" >&2 || true
  exit 4
fi
echo "started $started"
