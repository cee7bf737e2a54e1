#!/usr/bin/env python3
"""`pcf rollup` beside what a user would take instead, on the same models, in one run: a table of ratios.

usage: rollup.py [--sizes 100000,1000000] [--rounds 3] [--peers py_polars,py_duckdb] [--shapes]

PCF_SHARED names the folder with bench/gen_bom.py and bench/peers (the script says so and ends where it is not set).
The Python that runs this needs numpy; PCF_BENCH_PYTHON names the one that has the peers' packages (default: this one).
PCF_BENCH_DATA names where models are kept between runs (default: target/bench-data). Seconds are not printed: on a
busy machine only the ratios of what was measured in turn mean anything.
"""
import argparse, json, os, resource, statistics, subprocess, sys, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = os.environ.get("PCF_SHARED")
PYTHON = os.environ.get("PCF_BENCH_PYTHON", sys.executable)
DATA = Path(os.environ.get("PCF_BENCH_DATA", ROOT / "target" / "bench-data"))


def built():
    """The command and the bench with the yardstick, as cargo's release and bench profiles make them."""
    found = {}
    for arguments in (["build", "--release", "--bin", "pcf"], ["bench", "--bench", "pipeline", "--no-run"]):
        command = ["cargo", *arguments, "--message-format=json"]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            message = json.loads(line)
            if message.get("executable"):
                found[message["target"]["name"]] = message["executable"]
    return found["pcf"], found["pipeline"]


def model(lines):
    folder = DATA / str(lines)
    if not (folder / "study" / "bom.csv").exists():
        generate = Path(SHARED) / "bench" / "gen_bom.py"
        subprocess.run([sys.executable, generate, "--out", folder, "--edges", str(lines)], check=True)
    return folder


def timed(command, threads=None):
    """Wall seconds from start to end, CPU seconds, and the peak of the memory in MiB."""
    environment = dict(os.environ, **({"RAYON_NUM_THREADS": str(threads)} if threads else {}))
    start = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status:
        return None
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


# As often the bench reads the files to print the median.
PASSES = 5


def records(pipeline, study):
    """Wall and CPU seconds of one pass of the csv crate over a study's files."""
    environment = dict(os.environ, PCF_BENCH_STUDY=str(study), PCF_BENCH_ONLY="records")
    child = subprocess.Popen([pipeline], env=environment, stdout=subprocess.PIPE, text=True)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit("the bench `pipeline` failed")
    return float(printed.split()[-1]), (usage.ru_utime + usage.ru_stime) / PASSES


def medians(runs):
    runs = [run for run in runs if run]
    return tuple(statistics.median(values) for values in zip(*runs)) if runs else None


def sizes(sizes, rounds, peers, pcf, pipeline):
    out = DATA / "out.csv"
    print("wall time from process start to the file written, as a ratio to the csv crate reading the same three files")
    print(f"{'lines':>10}  {'':<28} {'wall':>7} {'CPU':>7} {'MiB':>8} {'bytes/line':>10}")
    before = None
    for lines in sizes:
        folder = model(lines)
        commands = {
            "pcf rollup": ([pcf, "rollup", folder / "study", "-o", out], None),
            "pcf rollup, one thread": ([pcf, "rollup", folder / "study", "-o", out], 1),
        }
        for peer in peers:
            commands[peer] = ([PYTHON, Path(SHARED) / "bench" / "peers" / f"{peer}.py", folder, out], None)
        runs, yardstick = {name: [] for name in commands}, []
        for _ in range(rounds):
            yardstick.append(records(pipeline, folder / "study"))
            for name, (command, threads) in commands.items():
                runs[name].append(timed([str(part) for part in command], threads))
        unit, cpu_unit = medians(yardstick)
        print(f"{lines:>10}  {'csv crate, records only':<28} {1:>7.2f} {1:>7.2f}")
        own = medians(runs["pcf rollup"])
        for name, of_name in runs.items():
            median = medians(of_name)
            if not median:
                print(f"{'':>10}  {name:<28}  failed")
                continue
            wall, cpu, peak = median
            times = "" if name.startswith("pcf") else f"   {wall / own[0]:.1f} times pcf"
            row = f"{wall / unit:>7.2f} {cpu / cpu_unit:>7.2f} {peak:>8.0f} {peak * 2**20 / lines:>10.0f}{times}"
            print(f"{'':>10}  {name:<28} {row}")
        if before:
            print(f"{'':>10}  {lines / before[0]:.0f} times the lines: {own[0] / before[1][0]:.1f} times the wall time, "
                  f"{own[1] / before[1][1]:.1f} times the CPU, {own[2] / before[1][2]:.1f} times the memory")
        before = (lines, own)


def write_shape(name, lines, folder):
    """A study of one shape with so many lines."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        # Each level takes the next.
        "deep": lambda: (f"L{at},{f'L{at + 1}' if at + 1 < lines else 'ore'},1.001,kg" for at in range(lines)),
        # One parent, every line another child.
        "wide": lambda: (f"top,C{at},0.001,kg" for at in range(lines)),
        # Every line another parent of one child.
        "shared": lambda: (f"P{at},ore,1.5,kg" for at in range(lines)),
        # Two ways from each level to the next: half as many levels as lines, and 2^levels paths.
        "doubled": lambda: (f"D{at // 2},{f'D{at // 2 + 1}' if at + 2 < lines else 'ore'},0.5,kg" for at in range(lines)),
    }[name]
    ids = {
        "deep": lambda: (f"L{at}" for at in range(lines)),
        "wide": lambda: (["top"] + [f"C{at}" for at in range(lines)]),
        "shared": lambda: (f"P{at}" for at in range(lines)),
        "doubled": lambda: (f"D{at}" for at in range((lines + 1) // 2)),
    }[name]
    with open(folder / "bom.csv", "w") as file:
        file.write("parent,child,quantity,unit\n")
        file.writelines(row + "\n" for row in rows())
    with open(folder / "items.csv", "w") as file:
        file.write("id,unit,factor\n")
        file.writelines(f"{id},kg,{'ore' if id[0] == 'C' else ''}\n" for id in ids())
    with open(folder / "factors.csv", "w") as file:
        file.write("id,unit,co2e\nore,kg,3\n")


def shapes(lines, rounds, pcf):
    out = DATA / "out.csv"
    print("shapes: nanoseconds of CPU and bytes of memory a line, as a ratio to the smallest of the same shape")
    print(f"{'':<10}" + "".join(f"{n:>20}" for n in lines))
    for name in ("deep", "wide", "shared", "doubled"):
        row, first = "", None
        for count in lines:
            folder = DATA / f"{name}-{count}"
            if not (folder / "factors.csv").exists():
                write_shape(name, count, folder)
            command = [str(part) for part in (pcf, "rollup", folder, "-o", out)]
            median = medians([timed(command) for _ in range(rounds)])
            if not median:
                row += f"{'failed':>20}"
                continue
            cpu, peak = median[1] / count, median[2] / count
            first = first or (cpu, peak)
            row += f"{cpu / first[0]:>11.2f} {peak / first[1]:>8.2f}"
        print(f"{name:<10}{row}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", default="100000,1000000")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peers", default="py_polars")
    arguments.add_argument("--shapes", action="store_true", help="deep, wide, shared and doubled instead of the sizes")
    given = arguments.parse_args()
    if not SHARED and not given.shapes:
        sys.exit("skipped: PCF_SHARED is not set, so there is no generator and there are no peers")
    DATA.mkdir(parents=True, exist_ok=True)
    pcf, pipeline = built()
    counts = [int(size) for size in given.sizes.split(",")]
    if given.shapes:
        shapes(counts, given.rounds, pcf)
    else:
        sizes(counts, given.rounds, [peer for peer in given.peers.split(",") if peer], pcf, pipeline)


main()
