#!/bin/sh
# Deletes regular files older than so many days in the folders that are listed, and nothing else.
#   prune.sh FOLDER[:FOLDER…] DAYS
set -euf
folders=$1 days=$2
refuse() { echo "refused: $*" >&2; exit 2; }
IFS=:
for folder in $folders; do
  case $folder in /*) ;; *) refuse "'$folder' is no absolute path" ;; esac
  case $folder in *..* ) refuse "'$folder' climbs" ;; esac
  [ -L "$folder" ] && refuse "$folder is a link"
  [ -d "$folder" ] || refuse "$folder is no folder"
  real=$(readlink -f "$folder")
  case $real in
    / | /bin* | /boot* | /dev* | /etc* | /home | /lib* | /proc* | /root | /run | /sbin* | /srv | /sys* | /tmp | /usr* | /var | /var/lib | /var/log | /opt) refuse "$real is not a cache" ;;
  esac
  [ -e "$real/.aiops-keep" ] && refuse "$real holds .aiops-keep"
done
for folder in $folders; do
  before=$(du -sk "$folder" | cut -f1)
  if [ "$days" -eq 0 ]; then set --; else set -- -mtime "+$((days - 1))"; fi
  find "$folder" -xdev -type f "$@" -delete
  echo "$folder: $((before - $(du -sk "$folder" | cut -f1))) KiB freed"
done
