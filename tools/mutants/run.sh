#!/usr/bin/env bash
# Mutation testing with one build: run.sh COPY STEP TESTS... -- SOURCES...
#
# COPY is a copy of the project that may be spoilt; every STEPth mutant of the SOURCES is run against TESTS (names as for
# `cargo test --test`, or `lib`), cheapest first. The result stands in COPY/mutants.txt: number, place, change, and by which test it was
# caught, or SURVIVED.
set -euo pipefail
tool=$(cd "$(dirname "$0")" && pwd)
copy=$1 step=$2
shift 2
tests=()
while [ "$1" != -- ]; do tests+=("$1"); shift; done
shift
cargo build --quiet --manifest-path "$tool/Cargo.toml" --target-dir "$copy/target-tool"
cd "$copy"
"$copy/target-tool/debug/mutants" list.txt "$@"
arguments=()
for test in "${tests[@]}"; do
  if [ "$test" = lib ]; then arguments+=(--lib); else arguments+=(--test "$test"); fi
done
cargo test --no-run --message-format json "${arguments[@]}" 2>build.log \
  | sed -n 's/.*"name":"\([a-z_]*\)".*"executable":"\([^"]*\)".*/\1 \2/p' >programs.txt
: >mutants.txt
number=0
while IFS=$'\t' read -r id place change; do
  number=$((number + 1))
  [ $((number % step)) = 0 ] || continue
  verdict=SURVIVED
  while read -r name program; do
    if ! PCF_MUTANT=$id timeout 60 "$program" -q </dev/null >/dev/null 2>&1; then verdict=$name; break; fi
  done <programs.txt
  printf '%s\t%s\t%s\t%s\n' "$id" "$place" "$change" "$verdict" >>mutants.txt
done <list.txt
printf '%s run, %s survived\n' "$(wc -l <mutants.txt)" "$(grep -c SURVIVED mutants.txt || true)"
