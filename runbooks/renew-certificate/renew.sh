#!/bin/sh
# Renews a certificate by its owners' command, proves that the new one is valid for long enough, and has it loaded; else the old one stays.
#   renew.sh CERTIFICATE RENEW_COMMAND RELOAD_COMMAND DAYS
set -eu
certificate=$1 renew=$2 reload=$3 days=$4
if openssl x509 -in "$certificate" -noout -checkend $((days * 86400)) >/dev/null 2>&1; then
  echo "$certificate is valid for more than $days days" >&2
  exit 3
fi
kept="$certificate.before-$AIOPS_RUN"
[ -f "$certificate" ] && cp -p "$certificate" "$kept"
if ! sh -c "$renew" || ! openssl x509 -in "$certificate" -noout -checkend $((days * 86400)) >/dev/null; then
  [ -f "$kept" ] && mv -f "$kept" "$certificate"
  echo "the renewal gave no valid certificate; the old one was put back" >&2
  exit 4
fi
if ! sh -c "$reload"; then
  [ -f "$kept" ] && mv -f "$kept" "$certificate" && sh -c "$reload" || true
  echo "the new certificate could not be loaded; the old one was put back" >&2
  exit 5
fi
openssl x509 -in "$certificate" -noout -enddate
