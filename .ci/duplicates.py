"""Every crate that is in the tree twice is explained in deny.toml, and nothing is explained that is not there.

Used where cargo-deny is not installed; it looks at what the library and the command link or build with.
"""
import re
import subprocess
import sys

text = open("deny.toml").read()
explained = set(re.findall(r'\{ name = "([^"]+)", version', re.search(r"skip = \[(.*?)\n\]", text, re.S).group(1)))
listing = subprocess.check_output(
    ["cargo", "tree", "--all-features", "-e", "normal,build,dev", "--target", "all", "-d", "--depth", "0", "--prefix", "none"],
    encoding="utf-8",
)
found = {}
for line in listing.splitlines():
    if line.strip():
        name, version = line.split()[:2]
        found.setdefault(name, set()).add(version)
twice = {name for name, versions in found.items() if len(versions) > 1}
print(f"{len(twice)} crates stand there twice: {', '.join(sorted(twice))}")
if twice - explained:
    sys.exit(f"not explained in deny.toml: {sorted(twice - explained)}")
if explained - twice:
    sys.exit(f"explained in deny.toml, but no longer there: {sorted(explained - twice)}")
