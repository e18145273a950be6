#!/usr/bin/env bash
# Installs what the tests need, builds, and runs the tests; ends with "N passed, N failed" from the real results.
#   tests/run.sh          a seeded sample of the long ones (drills, crash matrix, fuzzing)
#   tests/run.sh --full   all of them, with a dated table in tests/results/
set -u
cd "$(dirname "$0")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip
[ "${1:-}" = "--full" ] && export AIOPS_TEST_FULL=1
tests/install.sh || { echo "could not install what the tests need"; echo "0 passed, 1 failed"; exit 1; }
out=$(mktemp -d)
dotnet build AIOps.sln -c Release -warnaserror >"$out/build.log" 2>&1 || { tail -40 "$out/build.log"; echo "0 passed, 1 failed"; exit 1; }
dotnet test --solution AIOps.sln -c Release --no-build --max-parallel-test-modules 1 2>&1 | tee "$out/test.log"
rc=${PIPESTATUS[0]}
n() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$out/test.log" | tail -1; }
passed=$(n succeeded); failed=$(n failed); skipped=$(n skipped)
passed=${passed:-0}; failed=${failed:-1}
if [ "${skipped:-0}" -gt 0 ]; then echo "$skipped skipped: a skipped test counts as failed"; failed=$((failed + skipped)); fi
if [ "$rc" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ -n "${AIOPS_TEST_FULL:-}" ]; then
  mkdir -p tests/results
  { echo "# Full run of $(date -u +%F)"; echo; echo "| passed | failed |"; echo "|---|---|"; echo "| $passed | $failed |"; } > "tests/results/full-$(date -u +%F).md"
fi
echo "$passed passed, $failed failed"
[ "$rc" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
