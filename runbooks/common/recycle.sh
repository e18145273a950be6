#!/bin/sh
# Asks a process to end, gives it ten seconds, then starts it again as restart.sh does.
#   recycle.sh PIDFILE COMMAND WORKDIR LOG
set -eu
pidfile=$1
if [ -s "$pidfile" ]; then
  pid=$(tr -cd '0-9' <"$pidfile")
  if [ -n "$pid" ] && [ "$pid" -gt 1 ] && [ -r "/proc/$pid/stat" ]; then
    ticks=$(sed 's/^.*) //' "/proc/$pid/stat" | cut -d' ' -f20)
    began=$(($(sed -n 's/^btime //p' /proc/stat) + ticks / $(getconf CLK_TCK)))
    if [ "$began" -le $(($(stat -c %Y "$pidfile") + 3)) ]; then
      echo "asking $pid to end"
      kill -TERM "$pid" 2>/dev/null || true
      tries=0
      while [ -r "/proc/$pid/stat" ] && [ "$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -c1)" != Z ] && [ "$tries" -lt 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
      done
    fi
  fi
fi
exec /bin/sh "$(dirname "$0")/restart.sh" "$@"
