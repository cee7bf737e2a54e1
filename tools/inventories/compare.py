#!/usr/bin/env python3
"""Three real life-cycle inventories, solved by SciPy in binary floating point and by pcf in decimals, compared.

    python3 tools/inventories/compare.py PCF FOLDER

PCF is the command; FOLDER holds the inventories (uslci-2017, useeio-388, tiangong-2024), each as plain CSV. The
columns are described in that folder's README. Nothing of the project but the command is used.

What may differ is what doubles lose, decided entry by entry and not by a number that happens to fit. SciPy solves
A x = b, A = I - Q, with sparse LU and refines twice. With r = b - A x, what is left over, x - exact is A^-1 r; and r itself
and the entries, fractions brought to the nearest double, are known to g = (entries of the fullest row + 3) x 2^-53 of
what they are summed from. So, entry by entry (Higham, "Accuracy and Stability of Numerical Algorithms", section 7.2),

    |x - exact| <= |A^-1| (|r| + g (|A| |x| + |b|))

with |A^-1| computed as it stands, not estimated. A pcf number outside that band is a mistake of one of the two.
"""

import csv
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import splu

INVENTORIES = ["useeio-388", "uslci-2017", "tiangong-2024"]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(folder):
    """The ids, {(process, input): fraction}, and {process: kg CO2e}, all per unit of the process's product."""
    base = {row["unit"]: Fraction(row["factor"]) for row in rows(folder / "units.csv")}
    gwp = {row["gas"]: Fraction(row["kgco2e_per_kg"]) for row in rows(folder / "gwp100.csv")}
    size = lambda unit: base.get(unit, Fraction(1))
    per_unit, unit_of = {}, {}
    for row in rows(folder / "processes.csv"):
        per_unit[row["process"]] = Fraction(row["share"]) / Fraction(row["amount"])
        unit_of[row["process"]] = row["unit"]
    inputs, direct = {}, {id: Fraction(0) for id in per_unit}
    for row in rows(folder / "technosphere.csv"):
        process, input = row["process"], row["input"]
        amount = per_unit[process] * Fraction(row["amount"]) * size(row["unit"]) / size(unit_of[input])
        inputs[process, input] = inputs.get((process, input), Fraction(0)) + amount
    for row in rows(folder / "emissions.csv"):
        if row["gas"] in gwp:
            amount = per_unit[row["process"]] * Fraction(row["amount"]) * size(row["unit"])
            direct[row["process"]] += amount * gwp[row["gas"]]
    return list(per_unit), inputs, direct


def formula(number):
    """A fraction as a formula: digits in groups of twenty, so that no number in it is too long."""

    def whole(n):
        head, tail = divmod(n, 10**20)
        return f"({whole(head)}*{10**20}+{tail})" if head else str(tail)

    sign = "-" if number < 0 else ""
    return f"={sign}{whole(abs(number.numerator))}/{whole(number.denominator)}"


def by_pcf(pcf, ids, inputs, direct):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "bom.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["parent", "child", "quantity"])
            out.writerows([process, input, formula(amount)] for (process, input), amount in inputs.items())
            out.writerows([process, "co2e", formula(amount)] for process, amount in direct.items())
        (folder / "factors.csv").write_text("id,unit,co2e\nco2e,kg,1\n")
        (folder / "study.toml").write_text("[rules]\nnegative_lines = true\n")
        command = [pcf, "rollup", name, "--format", "csv"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[:2000]}{done.stderr[:2000]}")
        totals = {row["id"]: Fraction(row["total"]) for row in csv.DictReader(done.stdout.splitlines())}
    assert set(totals) == set(ids), "pcf has other items than the inventory"
    return [totals[id] for id in ids]


def by_scipy(ids, inputs, direct):
    """The solution, and how far the exact one may be from it."""
    at = {id: place for place, id in enumerate(ids)}
    places = [(at[process], at[input]) for process, input in inputs]
    taken = csc_matrix(([float(n) for n in inputs.values()], tuple(zip(*places))), shape=(len(ids), len(ids)))
    matrix = (identity(len(ids), format="csc") - taken).tocsc()
    right = np.array([float(direct[id]) for id in ids])
    factors = splu(matrix)
    solution = factors.solve(right)
    for _ in range(2):
        solution += factors.solve(right - matrix @ solution)
    inverse = np.abs(np.linalg.inv(matrix.toarray()))
    fullest = int(np.diff(matrix.tocsr().indptr).max())
    g = (fullest + 3) * 2.0**-53
    left = np.abs(right - matrix @ solution)
    band = inverse @ (left + g * (abs(matrix) @ np.abs(solution) + np.abs(right)))
    condition = np.abs(matrix).sum(axis=1).max() * inverse.sum(axis=1).max()
    return solution, band, condition


def compare(pcf, folder):
    ids, inputs, direct = load(folder)
    decimal = by_pcf(pcf, ids, inputs, direct)
    solution, band, condition = by_scipy(ids, inputs, direct)
    outside, worst, relative, known = [], 0.0, 0.0, 0
    for id, exact, double, width in zip(ids, decimal, solution, band):
        # pcf ends at 28 decimals.
        error = float(abs(exact - Fraction(double)))
        allowed = width + 1e-27
        worst = max(worst, error / allowed)
        # Of a number that doubles do not know, a difference says nothing.
        if width < 1e-6 * abs(double):
            known += 1
            relative = max(relative, error / abs(double))
        if error > allowed:
            outside.append(f"{id}: pcf {float(exact)!r}, SciPy {double!r}, band {allowed:.1e}")
    print(
        f"{folder.name}: {len(ids)} processes, condition {condition:.1e}; largest difference {worst:.3f} of what doubles"
        f" may lose, and {relative:.1e} of a number among the {known} that they know to six digits"
    )
    for line in outside[:10]:
        print(f"  {line}")
    return not outside and len(ids) > 100


def main():
    pcf, folder = sys.argv[1], Path(sys.argv[2])
    results = [compare(pcf, folder / name) for name in INVENTORIES]
    if not all(results):
        sys.exit("SciPy and pcf differ by more than doubles lose")


main()
