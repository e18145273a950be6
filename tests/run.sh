#!/usr/bin/env bash
# Installs what the tests need, builds, and runs the tests; ends with "N passed, N failed" from the real results.
#   tests/run.sh          a seeded sample of the long ones (drills, crash matrix, fuzzing); of what runs on a store, half of the tests on SQLite and half on PostgreSQL
#   tests/run.sh --full   all of them, and what runs on a store on both, with a dated table in tests/results/
set -u
cd "$(dirname "$0")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip
full=
[ "${1:-}" = "--full" ] && full=1
tests/install.sh || { echo "could not install what the tests need"; echo "0 passed, 1 failed"; exit 1; }
out=$(mktemp -d)
dotnet build AIOps.sln -c Release -warnaserror >"$out/build.log" 2>&1 || { tail -40 "$out/build.log"; echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0 rows=
# run NAME ARGUMENTS…: adds what dotnet test counts
run() {
  local log="$out/$1.log" what=$1 rc p f s
  shift
  dotnet test "$@" -c Release --no-build --max-parallel-test-modules 1 2>&1 | tee "$log"
  rc=${PIPESTATUS[0]}
  n() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$log" | tail -1; }
  p=$(n succeeded); f=$(n failed); s=$(n skipped)
  p=${p:-0}; f=${f:-1}
  if [ "${s:-0}" -gt 0 ]; then echo "$s skipped: a skipped test counts as failed"; f=$((f + s)); fi
  if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  passed=$((passed + p)); failed=$((failed + f)); rows+="| $what | $p | $f |"$'\n'
}
if [ -n "$full" ]; then
  AIOPS_TEST_FULL=1 AIOPS_TEST_DATABASE=sqlite run everything --solution AIOps.sln
  for module in Storage Remediation Server; do AIOPS_TEST_DATABASE=postgresql run "$module-on-PostgreSQL" --project "tests/AIOps.$module.Tests"; done
  mkdir -p tests/results
  printf '# Full run of %s\n\n| what | passed | failed |\n|---|---|---|\n%s' "$(date -u +%F)" "$rows" > "tests/results/full-$(date -u +%F).md"
else
  run tests --solution AIOps.sln
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
