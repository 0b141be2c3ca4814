#!/usr/bin/env bash
# test-readme.sh DRAFTSEAL SOURCE_ROOT - what README.md tells a person to type works as it says; TAP
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
draftseal=$1 source_root=$2

scratch=$(mktemp -d)
tsa=
trap '[ -z "$tsa" ] || kill "$tsa"; rm -rf "$scratch"' EXIT
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
export HOME=$scratch/home XDG_RUNTIME_DIR=$scratch/run
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
final=$HOME/Design/lantern-tea/05-final/lantern-box-front.svg

cases=0
check ()
{
  local name=$1
  shift
  cases=$((cases + 1))
  if "$@" >"$scratch/said" 2>&1; then
    echo "ok $cases - $name"
  else
    echo "not ok $cases - $name"
    sed 's/^/# /' "$scratch/said" >&2
  fi
}

start_practice_tsa ()
{
  mkfifo "$scratch/tsa"
  "$draftseal" practice-tsa --port 0 >"$scratch/tsa" 2>&1 &
  tsa=$!
  exec 3<"$scratch/tsa"
  IFS= read -r -t 60 line <&3
  url=${line##* }
}

# A batch of four works, so that there is a tree to climb.
stamp_the_design ()
{
  mkdir -p "$HOME/Design"
  cp -r "$source_root/data/practice/design" "$HOME/Design/lantern-tea"
  "$draftseal" authority add practice "$url" --interval 0 --window 0 \
    && "$draftseal" add "$HOME/Design/lantern-tea" \
    && "$draftseal" scan
}

# The block of README.md under "How to verify without Draftseal", its files in the scratch folder.
proof_of_readme ()
{
  awk '/^## /{here = /^## How to verify without/} /^```$/{code = 0} here && code {print}
       /^```sh$/{code = 1}' "$source_root/README.md" | sed "s|/tmp/|$scratch/|g" >"$scratch/proof.sh"
  [ -s "$scratch/proof.sh" ] && bash "$scratch/proof.sh"
}

proves () { proof_of_readme >"$scratch/proof" 2>&1; grep -q "^Verification: OK$" "$scratch/proof"; }
refuses () { ! proves; }

tells_the_time_of_the_log ()
{
  local second
  second=$("$draftseal" log --json | python3 -c '
import datetime, json, sys
stamp = json.load(sys.stdin)[0]["stamps"][0]["gen_time"][:19]
print(datetime.datetime.fromisoformat(stamp).strftime("%H:%M:%S"))') || return 1
  grep -q "Time stamp: .*$second" "$scratch/proof"
}

echo 1..5
start_practice_tsa
check 'the design is kept and stamped' stamp_the_design
check 'the commands prove a draft' proves
check 'they tell the time that the log tells' tells_the_time_of_the_log
cp "$final" "$scratch/final"
printf ' ' >>"$final"
check 'they prove nothing of a file that was changed' refuses
cp "$scratch/final" "$final"
# One digit less in the salt of the draft's record.
digest=$(sha256sum <"$final" | cut -c1-64)
sed -i "/$digest/s/\"salt\":\"./\"salt\":\"/" "$HOME/.local/share/draftseal/journal"
check 'they prove nothing of a record that was changed' refuses
