#!/bin/sh
# Makes a tarball that runs on a machine with only the .NET 10 runtime (aspnetcore-runtime-10.0).
#   deploy/package.sh OUT.tar.gz [options of dotnet publish]
set -eu
[ $# -ge 1 ] || { echo "usage: deploy/package.sh OUT.tar.gz [options of dotnet publish]" >&2; exit 2; }
tarball=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
dotnet publish src/AIOps.Server -c Release -o "$stage/aiops" -v q "$@"
cp README.md "$stage/aiops/"
cp -r deploy docs "$stage/aiops/"
tar -C "$stage" --owner=root --group=root --mode=go-w,a+rX -czf "$tarball" aiops
echo "$tarball"
