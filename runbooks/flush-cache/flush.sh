#!/bin/sh
# Unlinks the keys under one prefix, without stopping the server; never the whole database.
#   flush.sh HOST PORT PREFIX
set -eu
host=$1 port=$2 prefix=$3
case $prefix in '' | *[*?[]* ) echo "refused: '$prefix' is no plain prefix" >&2; exit 2 ;; esac
redis-cli -h "$host" -p "$port" PING | grep -q PONG || { echo "$host:$port does not answer" >&2; exit 4; }
keys=$(mktemp)
trap 'rm -f "$keys"' EXIT
redis-cli -h "$host" -p "$port" --scan --pattern "$prefix*" >"$keys"
count=$(wc -l <"$keys")
[ "$count" -eq 0 ] || tr '\n' '\0' <"$keys" | xargs -0 -n 500 redis-cli -h "$host" -p "$port" UNLINK >/dev/null
echo "$count keys under $prefix were unlinked"
