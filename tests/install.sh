#!/usr/bin/env bash
# Installs by name from Debian what the tests start on loopback. Nothing of it starts by itself.
set -u
packages=(rabbitmq-server postgresql prometheus victoria-metrics prometheus-alertmanager chromium nginx-light redis-server openssl openssh-server systemd docker.io busybox-static)
missing=()
for p in "${packages[@]}"; do dpkg -s "$p" >/dev/null 2>&1 || missing+=("$p"); done
[ "${#missing[@]}" -eq 0 ] && exit 0
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
# a service must not start when its package is installed
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; fi
apt-get -qq -o DPkg::Lock::Timeout=600 update && apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${missing[@]}" >/tmp/aiops-apt.log 2>&1
rc=$?
[ -n "$made" ] && rm -f "$policy"
[ "$rc" -eq 0 ] || tail -20 /tmp/aiops-apt.log
exit "$rc"
