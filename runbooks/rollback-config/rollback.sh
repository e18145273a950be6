#!/bin/sh
# Puts the last good configuration in the place of the present one, which is kept.
#   rollback.sh CONFIG LAST_GOOD
#   rollback.sh --undo CONFIG PIDFILE COMMAND WORKDIR LOG     puts it back and has the process read it again
set -eu
if [ "$1" = --undo ]; then
  config=$2
  [ -f "$config.before-$AIOPS_RUN" ] || { echo "nothing was kept of $config for $AIOPS_RUN" >&2; exit 2; }
  mv -f "$config.before-$AIOPS_RUN" "$config"
  echo "put $config back as it was"
  shift 2
  exec /bin/sh "$(dirname "$0")/../common/restart.sh" "$@"
fi
config=$1 good=$2
[ -s "$good" ] || { echo "the last good configuration $good is missing or empty" >&2; exit 2; }
if cmp -s "$config" "$good"; then
  echo "$config is the last good one already" >&2
  exit 3
fi
cp -p "$config" "$config.before-$AIOPS_RUN"
# A rename: a reader sees the old file or the new one, never half of it.
cp -p "$good" "$config.new"
mv -f "$config.new" "$config"
echo "rolled $config back; what was there is in $config.before-$AIOPS_RUN"
