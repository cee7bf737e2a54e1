#!/usr/bin/env python3
"""Looks at HTML files of `pcf report` in headless Chromium, with nothing but Python's own library.

    check.py [--one-page] [--shots DIR] FILE.html ...

For each file: nothing is requested but the file itself, nothing is written to the console, no text lies over another, the
page is no wider than a window of 1280, 640 (that is 1280 at 200 %) and 320 pixels, text has a contrast of 4.5:1 at least,
and with --one-page everything before the annex prints on one sheet of A4. Status 1 if anything does not hold.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
]

# Rectangles of texts, narrowed to the middle of their lines: fonts claim more height than their letters fill.
OVERLAPS = """
(() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest('title,desc,style,defs')) continue;
    // Headers that a narrow screen has clipped away are for screen readers.
    const head = parent.closest('thead');
    if (head && getComputedStyle(head).clipPath !== 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      boxes.push({x: r.left, y: r.top + r.height * .3, r: r.right, b: r.bottom - r.height * .3, text: node.data.trim().slice(0, 30), node});
    }
  }
  boxes.sort((a, b) => a.y - b.y);
  const found = [];
  for (let i = 0; i < boxes.length; i++) {
    for (let j = i + 1; j < boxes.length && boxes[j].y < boxes[i].b; j++) {
      const a = boxes[i], b = boxes[j];
      if (a.node !== b.node && Math.min(a.r, b.r) - Math.max(a.x, b.x) > 1 && Math.min(a.b, b.b) - b.y > 1) {
        found.push(a.text + ' | ' + b.text);
      }
    }
  }
  return {texts: boxes.length, found: found.slice(0, 5), count: found.length};
})()
"""

CONTRAST = """
(() => {
  const channel = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = rgb => .2126 * channel(rgb[0]) + .7152 * channel(rgb[1]) + .0722 * channel(rgb[2]);
  let worst = [21, ''];
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('defs,title,desc,style')) continue;
    const style = getComputedStyle(e);
    const ink = e.closest('svg') ? style.fill : style.color;
    const rgb = (ink.match(/[0-9.]+/g) || [0, 0, 0]).map(Number);
    const ratio = 1.05 / (light(rgb) + .05);
    if (ratio < worst[0]) worst = [ratio, e.textContent.slice(0, 30)];
  }
  return worst;
})()
"""


class Browser:
    """Chromium over its own pipe: messages that end with a zero byte, on file descriptors 3 and 4."""

    def __init__(self, command, profile):
        to_read, self.out = os.pipe()
        self.back, to_write = os.pipe()

        def wire():
            os.dup2(to_read, 3)
            os.dup2(to_write, 4)

        # Not 3 and 4 themselves, or dup2 would leave them to be closed.
        to_read, to_write = (os.dup(fd) if fd in (3, 4) else fd for fd in (to_read, to_write))
        self.process = subprocess.Popen(
            [command, *FLAGS, f"--user-data-dir={profile}"],
            preexec_fn=wire, pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self.number, self.buffer, self.events = 0, b"", []

    def message(self):
        while b"\0" not in self.buffer:
            part = os.read(self.back, 1 << 16)
            if not part:
                raise SystemExit("the browser went away")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.number += 1
        call = {"id": self.number, "method": method, "params": parameters}
        if session:
            call["sessionId"] = session
        os.write(self.out, json.dumps(call).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.message())


def look(browser, file, one_page, shots):
    """What does not hold of one file, in words."""
    wrong = []
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def page(method, **parameters):
        return browser.call(method, session, **parameters)

    def value(expression):
        result = page("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{file}: {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    browser.events.clear()
    for domain in ("Page", "Network", "Log", "Runtime"):
        page(f"{domain}.enable")
    url = pathlib.Path(file).resolve().as_uri()
    page("Page.navigate", url=url)
    browser.wait("Page.loadEventFired")
    for width in (1280, 640, 320):
        scale = 2 if width == 640 else 1
        page("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=scale, mobile=False)
        wide = value("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{wide} pixels wide in a window of {width}")
        overlaps = value(OVERLAPS)
        if overlaps["texts"] < 20:
            wrong.append(f"only {overlaps['texts']} texts were found")
        if overlaps["count"]:
            wrong.append(f"at {width}: {overlaps['count']} texts lie over others: {overlaps['found']}")
        if shots:
            tall = value("document.documentElement.scrollHeight")
            clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
            image = page("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
            path = pathlib.Path(shots) / f"{pathlib.Path(file).stem}-{width}.png"
            path.write_bytes(base64.b64decode(image["data"]))
    ratio, text = value(CONTRAST)
    if ratio < 4.5:
        wrong.append(f"a contrast of {ratio:.2f}: {text}")
    page("Emulation.clearDeviceMetricsOverride")
    if one_page:
        value("document.querySelectorAll('.annex').forEach(e => e.style.display = 'none')")
        printed = base64.b64decode(page("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
        sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
        if sheets != 1:
            wrong.append(f"{sheets} sheets of A4 before the annex")
        value("document.querySelectorAll('.annex').forEach(e => e.style.display = '')")
    for event in browser.events:
        method, what = event.get("method", ""), event.get("params", {})
        if method == "Network.requestWillBeSent" and what["request"]["url"] != url:
            wrong.append(f"asks for {what['request']['url']}")
        if method == "Log.entryAdded":
            wrong.append(f"console: {what['entry']['text']}")
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            wrong.append(f"console: {what}")
    browser.call("Target.closeTarget", targetId=target)
    return wrong


def main():
    arguments = sys.argv[1:]
    one_page = "--one-page" in arguments
    shots = arguments[arguments.index("--shots") + 1] if "--shots" in arguments else None
    files = [a for a in arguments if a.endswith(".html")]
    command = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if not command:
        raise SystemExit("chromium is not there")
    if not files:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(command, profile)
        failed = False
        try:
            for file in files:
                wrong = look(browser, file, one_page, shots)
                print(f"{pathlib.Path(file).name}: {'; '.join(wrong) if wrong else 'holds'}")
                failed |= bool(wrong)
        finally:
            browser.process.terminate()
            browser.process.wait()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
