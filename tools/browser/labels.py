#!/usr/bin/env python3
"""Measures labels in a browser: no two texts overlap, all lie inside the frame.

    PCF_LABELS=target/labels cargo test --test label
    python3 tools/browser/labels.py target/labels [--png FOLDER]

Without a browser it says so and ends with status 0.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SCRIPT = """
const pen = document.createElement('canvas').getContext('2d');
const found = [];
for (const svg of document.querySelectorAll('svg')) {
  const frame = svg.viewBox.baseVal;
  const boxes = [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBBox(), style = getComputedStyle(text);
    // The ink, not the line: fonts leave very different room above and below.
    pen.font = `${style.fontWeight} 100px ${style.fontFamily}`;
    const ink = pen.measureText(text.textContent), size = parseFloat(text.getAttribute('font-size')) / 100;
    const y = parseFloat(text.getAttribute('y'));
    return {words: text.textContent, left: box.x, right: box.x + box.width,
            top: y - ink.actualBoundingBoxAscent * size, bottom: y + ink.actualBoundingBoxDescent * size};
  });
  const name = svg.parentElement.id, edge = 1.5;
  boxes.forEach((a, i) => {
    if (a.left < edge || a.right > frame.width - edge || a.top < edge || a.bottom > frame.height - edge)
      found.push(`${name}: outside: ${a.words}`);
    for (const b of boxes.slice(i + 1))
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        found.push(`${name}: over each other: ${a.words} / ${b.words}`);
    for (const rect of svg.querySelectorAll(':scope > rect, :scope > path[transform]')) {
      const r = rect.getBBox(), m = rect.transform.baseVal.consolidate()?.matrix;
      const box = m ? {x: m.e + r.x * m.a, y: m.f + r.y * m.a, width: r.width * m.a, height: r.height * m.a} : r;
      const holds = box.x <= a.left && box.x + box.width >= a.right && box.y <= a.top && box.y + box.height >= a.bottom;
      const touches = a.left < box.x + box.width && box.x < a.right && a.top < box.y + box.height && box.y < a.bottom;
      if (touches && !holds) found.push(`${name}: over a box: ${a.words}`);
    }
  });
}
const out = document.createElement('pre');
out.id = 'found';
out.textContent = JSON.stringify({svgs: document.querySelectorAll('svg').length,
  texts: document.querySelectorAll('svg text').length, found});
document.body.append(out);
"""


def browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return name
    return None


def run(program, page, *arguments):
    with tempfile.TemporaryDirectory() as profile:
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--virtual-time-budget=20000", f"--user-data-dir={profile}", *arguments, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


def main():
    folder = pathlib.Path(sys.argv[1])
    pictures = pathlib.Path(sys.argv[3]) if sys.argv[2:3] == ["--png"] else None
    files = sorted(folder.glob("*.svg"))
    if not files:
        sys.exit(f"{folder}: no labels")
    program = browser()
    if program is None:
        print("skipped: there is no browser; labels were only measured by estimate")
        return
    with tempfile.TemporaryDirectory() as scratch:
        page = pathlib.Path(scratch, "labels.html")
        shown = [f'<div id="{file.stem}">{file.read_text(encoding="utf-8")}</div>' for file in files]
        page.write_text('<!doctype html><meta charset="utf-8"><body>' + "\n".join(shown) + f"<script>{SCRIPT}</script>",
                        encoding="utf-8")
        dump = run(program, page, "--dump-dom")
        text = re.search(r'<pre id="found">(.*?)</pre>', dump, re.S).group(1)
        result = json.loads(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            for file in files:
                alone = pathlib.Path(scratch, "one.html")
                alone.write_text('<!doctype html><meta charset="utf-8"><body style="margin:0;zoom:2.5">'
                                 + file.read_text(encoding="utf-8"), encoding="utf-8")
                png = pictures.absolute() / f"{file.stem}.png"
                run(program, alone, f"--screenshot={png}", "--window-size=860,580")
    print(f"{result['svgs']} labels, {result['texts']} texts measured")
    for line in result["found"]:
        print(line)
    if result["found"] or result["svgs"] != len(files):
        sys.exit(1)


main()
