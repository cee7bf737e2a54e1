"""Every dependency has a licence that deny.toml allows. Used where cargo-deny is not installed."""
import json
import re
import subprocess
import sys

allowed = set(re.findall(r'"([^"]+)"', re.search(r"allow = \[(.*?)\]", open("deny.toml").read(), re.S).group(1)))
metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--all-features"]))


def permitted(expression):
    """An SPDX expression of AND and OR over allowed licences; `A/B` is the old way to write OR."""
    expression = expression.replace("/", " OR ").replace("(", " ( ").replace(")", " ) ")
    words = [
        word if word in ("(", ")") else word.lower() if word in ("AND", "OR") else str(word in allowed)
        for word in re.sub(r" WITH \S+", "", expression).split()
    ]
    return eval(" ".join(words), {"__builtins__": {}})


bad = [f'{p["name"]} {p["version"]}: {p["license"]}' for p in metadata["packages"] if not permitted(p["license"] or "none")]
print(f'{len(metadata["packages"])} packages')
if bad:
    sys.exit("not allowed:\n" + "\n".join(bad))
