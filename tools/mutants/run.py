#!/usr/bin/env python3
"""Mutation testing with one build: run.py COPY EVERY[+FIRST] TESTS... -- SOURCES...

COPY is a clone of the project that will be spoilt, with a target folder of its own: tests start the command that lies there,
and another build would put another in its place. Every EVERYth mutant of the SOURCES (files or folders in it) is run
against TESTS (names as for `cargo test --test`, or `lib`). Each single test first runs without a mutant, in a process of
its own: how long it takes, and which mutants it ever reaches, also in commands that it starts. A mutant is then run
against the tests that reach it, one by one, those that have caught most for their time first, until one fails.

COPY/mutants.tsv gets a line for each: number, place, change, and the test that caught it; SURVIVED; OPEN, where the tests
that reach it take longer than MOST seconds together and those that fit caught nothing; or UNREACHED. Started again with
the same COPY, it goes on where it was, without building anew.
"""
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# A test that hangs is a test that fails; the longest may be ten times as slow as without a mutant, and this more.
PATIENCE = 20
MOST = float(os.environ.get("MOST", "120"))


def build(copy, tests, sources):
    tool = Path(__file__).resolve().parent
    subprocess.check_call(
        ["cargo", "run", "--release", "--quiet", "--manifest-path", tool / "Cargo.toml", "--target-dir", copy / "target-tool",
         "--", "list.tsv", *sources], cwd=copy)
    for test in (copy / "tests").glob("*.rs"):
        # The commands that tests start have to hear which mutant is awake.
        test.write_text(test.read_text().replace(".env_clear()", '.env_remove("COLUMNS")'))
    wanted = [word for test in tests for word in (["--lib"] if test == "lib" else ["--test", test])]
    # The mutants' build is large; a little optimisation pays for itself within a few of them.
    said = subprocess.run(
        ["cargo", "test", "--no-run", "--message-format", "json", "--config", "profile.dev.package.product-footprint.opt-level=1",
         *wanted], cwd=copy, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
    programs = {}
    for line in said.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-artifact" and message.get("executable") and message["profile"]["test"]:
            name = "lib" if "lib" in message["target"]["kind"] else message["target"]["name"]
            if name in tests:
                programs[name] = message["executable"]
    (copy / "programs.json").write_text(json.dumps(programs))


def run(copy, program, test, limit, **more):
    """Whether the test is content; one that takes too long is not."""
    environment = os.environ | {"CARGO_MANIFEST_DIR": str(copy)} | more
    child = subprocess.Popen(
        [program, "-q", "--exact", test], cwd=copy, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        return child.wait(limit) == 0
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.wait()
        return False


def look_first(copy, programs):
    """How long each test takes without a mutant, and what it reaches."""
    kept = copy / "first.json"
    first = json.loads(kept.read_text()) if kept.exists() else {}
    for name, program in programs.items():
        if any(t.startswith(name + " ") for t in first):
            continue
        listed = subprocess.check_output([program, "--list", "--format", "terse"], cwd=copy, encoding="utf-8")

        def look(test):
            seen = copy / f"seen-{name}-{test.replace(':', '-')}.txt"
            seen.unlink(missing_ok=True)
            start = time.monotonic()
            well = run(copy, program, test, 300, PCF_SEEN=str(seen))
            took = time.monotonic() - start
            reached = sorted({int(n) for n in seen.read_text().split()}) if seen.exists() else []
            seen.unlink(missing_ok=True)
            return test, well, took, reached

        with ThreadPoolExecutor(2) as pool:
            for test, well, took, reached in pool.map(look, [w.removesuffix(": test") for w in listed.splitlines()]):
                if not well:
                    print(f"left out, since it fails without any mutant: {name} {test}", flush=True)
                else:
                    first[f"{name} {test}"] = {"seconds": took, "reached": reached}
        print(f"{name}: looked at", flush=True)
        kept.write_text(json.dumps(first))
    return first


def main():
    copy, every = Path(sys.argv[1]).resolve(), sys.argv[2]
    every, _, offset = every.partition("+")
    split = sys.argv.index("--")
    tests, sources = sys.argv[3:split], []
    for source in sys.argv[split + 1:]:
        folder = copy / source
        sources += [source] if folder.is_file() else sorted(str(f.relative_to(copy)) for f in folder.rglob("*.rs"))
    if not (copy / "programs.json").exists():
        build(copy, tests, sources)
    programs = json.loads((copy / "programs.json").read_text())
    first = look_first(copy, programs)
    reach = {}
    for test, what in first.items():
        for number in what["reached"]:
            reach.setdefault(number, []).append(test)
    caught = dict.fromkeys(first, 0)

    def judge(number, place):
        spent, open_ = 0.0, False
        module = "lib " + place.removeprefix("src/").split("/")[0].split(".")[0] + "::"

        def dear(test):
            # The unit tests of a module are there to catch its mutants.
            chance = caught[test] + (20 if test.startswith(module) else 0.2)
            return (first[test]["seconds"] + 0.02) / chance

        for test in sorted(reach.get(number, []), key=dear):
            took = first[test]["seconds"]
            if spent + took > MOST:
                open_ = True
                continue
            spent += took
            name, _, single = test.partition(" ")
            if not run(copy, programs[name], single, 10 * took + PATIENCE, PCF_MUTANT=str(number)):
                caught[test] += 1
                return test
        return "OPEN" if open_ else "SURVIVED" if number in reach else "UNREACHED"

    results = copy / "mutants.tsv"
    done = {line.split("\t")[0] for line in results.read_text().splitlines()} if results.exists() else set()
    listed = [line.split("\t") for line in (copy / "list.tsv").read_text().splitlines()]
    listed = [line for line in listed if int(line[0]) % int(every) == int(offset or 0) and line[0] not in done]
    listed = [line for line in listed if any(line[1].startswith(source) for source in sources)]

    def one(line):
        verdict = judge(int(line[0]), line[1])
        with results.open("a") as out:
            out.write("\t".join([*line, verdict]) + "\n")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, listed))
    verdicts = [line.split("\t")[3] for line in results.read_text().splitlines()]
    counts = {word: verdicts.count(word) for word in ("SURVIVED", "OPEN", "UNREACHED")}
    print(f"{len(verdicts)} run, {len(verdicts) - sum(counts.values())} caught, {counts}")


main()
