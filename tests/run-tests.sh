#!/usr/bin/env bash
# run-tests.sh - every test in a plain build and the C tests once more under ASan and UBSan.
# The last line is "N passed, N failed, N skipped"; exit 0 only if something passed and all did.
# SPDX-License-Identifier: GPL-3.0-or-later
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

without=(--no-suite long)
if [ "${1:-}" = --long ]; then
  without=()
  export DRAFTSEAL_FUZZ_SECONDS=60
fi
passed=0 failed=0 skipped=0

heading () { printf '\n── %s\n' "$1"; }

# A build that fails is one failed case: the closing line must not look like a success.
build ()
{
  local folder=$1
  shift
  heading "Building in $folder"
  if [ ! -f "$folder/build.ninja" ] && ! meson setup "$folder" -Dwerror=true "$@" >/dev/null; then
    meson setup "$folder" -Dwerror=true "$@" | tail -n 20
    false
  else
    ninja -C "$folder" --quiet
  fi || { failed=$((failed + 1)); return 1; }
}

run_suites ()
{
  local folder=$1 log=$1/meson-logs/testlog.json status=0 good=0 bad=0 left_out=0
  shift
  heading "Testing in $folder"
  rm -f "$log"
  meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || status=$?
  read -r good bad left_out < <(python3 tests/count_cases.py "$log")
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
  # Meson saw a failure that no case accounts for, or there was nothing to run.
  if [ $status -ne 0 ] && [ "$bad" -eq 0 ] || [ "$good" -eq 0 ]; then failed=$((failed + 1)); fi
}

test_plainly ()
{
  build build-test && run_suites build-test "${without[@]}"
}

# Scripts are left to the plain build: they would find the same in five times the time.
test_under_sanitizers ()
{
  export ASAN_OPTIONS=abort_on_error=1:strict_string_checks=1
  export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
  export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
  build build-asan -Db_sanitize=address,undefined -Db_lundef=false \
    && run_suites build-asan --timeout-multiplier 5 --no-suite lint --no-suite cli \
                  --no-suite programs --no-suite app-window "${without[@]}"
}

test_plainly
test_under_sanitizers
printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ] && [ $passed -gt 0 ]
