#!/bin/sh
# Runs a command line that the owners wrote into the service catalogue.
#   owners-command.sh COMMAND
set -eu
[ -n "$1" ] || { echo "no command" >&2; exit 2; }
exec /bin/sh -c "$1"
