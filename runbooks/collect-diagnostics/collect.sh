#!/bin/sh
# Prints the state of a process and of its machine; reads only.
#   collect.sh PIDFILE
set -u
pid=$(tr -cd '0-9' <"$1" 2>/dev/null)
echo "== machine"; uptime; head -n 3 /proc/meminfo; df -h / 2>/dev/null | tail -n 1
for pressure in /proc/pressure/*; do [ -r "$pressure" ] && { echo "$pressure"; cat "$pressure"; }; done
if [ -n "$pid" ] && [ -d "/proc/$pid" ]; then
  echo "== process $pid"
  grep -E '^(Name|State|Threads|VmRSS|VmSize|FDSize|SigCgt)' "/proc/$pid/status"
  echo "descriptors: $(ls "/proc/$pid/fd" 2>/dev/null | wc -l)"
  cat "/proc/$pid/wchan" 2>/dev/null; echo
  ps -L -p "$pid" -o lwp,stat,pcpu,wchan:24,comm --no-headers 2>/dev/null | head -n 20
else
  echo "== the process of $1 is gone"
fi
exit 0
