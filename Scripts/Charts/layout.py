"""Opens drawn charts in headless Chromium and measures their words: `layout.py FOLDER`.

The folder holds SVG files and `widths.json`, a list of [text, size, bold, predicted width].
"""

import glob
import html
import json
import os
import re
import subprocess
import sys

# Capitals and descenders of Inter reach 0.73 em above and 0.2 em below the baseline.
MEASURE = """
const predicted = new Map(WIDTHS.map(w => [w[0] + '|' + w[1] + '|' + w[2], w[3]]));
const found = {charts: 0, texts: 0, pairs: 0, widths: 0, worst: 0, worstText: '', outside: [], over: [], wide: []};
for (const svg of document.querySelectorAll('svg')) {
  found.charts++;
  const name = svg.parentElement.id;
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const boxes = [];
  for (const text of svg.querySelectorAll('text')) {
    found.texts++;
    const style = getComputedStyle(text);
    const size = parseFloat(style.fontSize);
    const bold = style.fontWeight === '700';
    const length = text.getComputedTextLength();
    const calculated = predicted.get(text.textContent + '|' + size + '|' + bold);
    if (calculated === undefined) throw new Error('no width of ' + text.textContent);
    // Other fonts than Inter are narrower, and only have to fit.
    if (calculated > 12 && style.fontFamily.startsWith('Inter')) {
      found.widths++;
      const off = Math.abs(length - calculated) / calculated;
      if (off > found.worst) { found.worst = off; found.worstText = text.textContent; }
      if (off > 0.03) found.wide.push([name, text.textContent, calculated, length]);
    }
    const b = text.getBBox();
    const y = parseFloat(text.getAttribute('y'));
    let box = {left: b.x, right: b.x + b.width, top: y - 0.73 * size, bottom: y + 0.2 * size, text: text.textContent};
    if (text.getAttribute('transform')) {
      const x = parseFloat(text.getAttribute('x'));
      // Turned by a quarter: what ran to the right of the anchor runs upwards.
      box = {left: x - 0.73 * size, right: x + 0.2 * size, top: y - (b.x + b.width - x), bottom: y + (x - b.x), text: text.textContent};
    }
    if (box.left < 0 || box.right > width || box.top < 0 || box.bottom > height) found.outside.push([name, box.text]);
    for (const other of boxes) {
      found.pairs++;
      if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
        found.over.push([name, box.text, other.text]);
    }
    boxes.push(box);
  }
}
document.body.innerHTML = '';
const out = document.createElement('pre');
out.textContent = JSON.stringify(found);
document.body.appendChild(out);
"""


def measure(page, svgs, widths):
    parts = ["<!doctype html><meta charset=utf-8><body>"]
    for path in svgs:
        with open(path, encoding="utf-8") as file:
            parts.append(f"<div id='{os.path.basename(path)}'>{file.read()}</div>")
    parts.append("<script>const WIDTHS = " + json.dumps(widths).replace("<", "\\u003c") + ";" + MEASURE + "</script>")
    with open(page, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))
    run = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "file://" + page], capture_output=True, text=True,
        check=True)
    found = re.search(r"<pre>(.*)</pre>", run.stdout, re.DOTALL)
    if not found:
        sys.exit(f"Chromium measured nothing in {page}")
    return json.loads(html.unescape(found.group(1)))


def main():
    folder = os.path.abspath(sys.argv[1])
    with open(os.path.join(folder, "widths.json"), encoding="utf-8") as file:
        widths = json.load(file)
    svgs = sorted(glob.glob(os.path.join(folder, "*.svg")))
    whole = {"charts": 0, "texts": 0, "pairs": 0, "widths": 0, "worst": 0, "worstText": "", "outside": [], "over": [], "wide": []}
    for start in range(0, len(svgs), 300):
        found = measure(os.path.join(folder, "page.html"), svgs[start:start + 300], widths)
        if found["worst"] > whole["worst"]:
            whole["worst"], whole["worstText"] = found["worst"], found["worstText"]
        for key, value in found.items():
            if isinstance(value, (int, list)) and key != "worst":
                whole[key] += value
    print(f"{whole['charts']} pictures, {whole['texts']} texts, {whole['pairs']} pairs of them")
    print(f"outside the picture: {len(whole['outside'])}; overlapping: {len(whole['over'])}")
    print(f"widths compared: {whole['widths']}; furthest off {whole['worst']:.2%} ({whole['worstText']}); beyond 3%: {len(whole['wide'])}")
    for kind in ("outside", "over", "wide"):
        for entry in whole[kind][:10]:
            print(kind, *entry)
    return 1 if whole["outside"] or whole["over"] or whole["wide"] else 0


if __name__ == "__main__":
    sys.exit(main())
