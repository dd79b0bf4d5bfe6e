#!/usr/bin/env python3
"""Whether ink meets ink where it must not: a glyph of one line and a glyph of another, a glyph and a rule; and whether
every number in a table has the room that its cell gives it.

In: PDFs. Out: exit code 0 and a count, or 1 and every place where ink meets or a number is too wide. A text that leaves
its cell crosses the cell's rule, and a text set over another meets its glyphs, so both are found as well.

`pdftocairo -svg` (poppler) gives every glyph's outline and place, and every rule, as the page draws them. Glyphs that
follow each other on one base line without going back are a run: inside it marks belong on letters and nothing is looked
at. Between runs, and between a run and a rule, no outline may cross or hold another.

A number that is too wide for its column neither breaks nor shrinks: it grows over the inset, first unseen, and then over
the rule. Words with their widths come from `pdftotext -bbox`; a cell lies between the nearest rules to the left and
right of a word. Columns with upright headers have less room at their sides; there a number stands in the middle.
"""

import math
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

SYMBOL = re.compile(r'<symbol[^>]* id="([^"]+)">\s*<path [^>]*d="([^"]*)"')
ITEM = re.compile(r'<use xlink:href="#([^"]+)" x="([-\d.]+)" y="([-\d.]+)"/>|<path style="([^"]*)" d="([^"]*)"(?: transform="matrix\(([^)]*)\)")?/>')
TOKEN = re.compile(r"[MLCZ]|[-\d.e]+")
# A run goes on while the base line moves less than this, and the pen goes back less, in ems.
RISE, BACK = 0.55, 0.85
# Filled boxes up to this height or width are rules, points.
THIN = 1.2
STEPS = 6
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
FIGURE = re.compile(r"[(+−-]?[0-9๐-๙][0-9๐-๙,]*(?:\.[0-9๐-๙]+)?[)]?")
SIZES = tomllib.loads((Path(__file__).parents[2] / "templates/typst/lib/geometry.toml").read_text())["table"]
# Points by which places of words and rules may be off.
SLACK = 0.45


def outline(path):
    """Closed polygons of a path; curves as short lines."""
    polygons, here, at, tokens = [], [], (0.0, 0.0), TOKEN.findall(path)
    i = 0
    number = lambda k: float(tokens[k])
    while i < len(tokens):
        letter = tokens[i]
        if letter == "Z":
            if len(here) > 2:
                polygons.append(here)
            here = []
            i += 1
        elif letter in "ML":
            at = (number(i + 1), number(i + 2))
            if letter == "M":
                if len(here) > 2:
                    polygons.append(here)
                here = []
            here.append(at)
            i += 3
        elif letter == "C":
            a, b, c = [(number(i + k), number(i + k + 1)) for k in (1, 3, 5)]
            for step in range(1, STEPS + 1):
                t = step / STEPS
                u = 1 - t
                here.append(tuple(u**3 * at[n] + 3 * u * u * t * a[n] + 3 * u * t * t * b[n] + t**3 * c[n] for n in (0, 1)))
            at = c
            i += 7
        else:
            i += 1
    if len(here) > 2:
        polygons.append(here)
    return polygons


def bounds(polygons):
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def apart(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def edges(polygons, box):
    for polygon in polygons:
        for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1]):
            if not (max(ax, bx) < box[0] or min(ax, bx) > box[2] or max(ay, by) < box[1] or min(ay, by) > box[3]):
                yield ax, ay, bx, by


def crosses(p, q):
    ax, ay, bx, by = p
    cx, cy, dx, dy = q
    side = lambda ox, oy, px, py, x, y: (px - ox) * (y - oy) - (py - oy) * (x - ox)
    return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 and side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0


def holds(polygons, point):
    inside, (x, y) = False, point
    for polygon in polygons:
        for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def meet(a, b):
    """Whether two outlines, each with its bounds, share ink."""
    (one, box_a), (two, box_b) = a, b
    if apart(box_a, box_b):
        return False
    ones = list(edges(one, box_b))
    twos = list(edges(two, box_a))
    if any(crosses(p, q) for p in ones for q in twos):
        return True
    return holds(one, two[0][0]) or holds(two, one[0][0])


class Glyph:
    __slots__ = ("name", "x", "y", "box")

    def __init__(self, name, x, y, box):
        self.name, self.x, self.y = name, x, y
        self.box = (box[0] + x, box[1] + y, box[2] + x, box[3] + y)


class Page:
    def __init__(self, svg):
        self.height = float(re.search(r'height="([\d.]+)', svg)[1])
        self.shapes = {name: outline(path) for name, path in SYMBOL.findall(svg)}
        self.boxes = {name: bounds(shape) for name, shape in self.shapes.items() if shape}
        heights = defaultdict(float)
        for name, box in self.boxes.items():
            font = name.split("-")[0]
            heights[font] = max(heights[font], box[3] - box[1], box[2] - box[0])
        self.ems = heights
        self.runs, self.rules = [], []
        items = ITEM.findall(svg.split("</defs>", 1)[-1])
        self.upright = self.rotated(items)
        for name, x, y, style, path, matrix in items:
            if name:
                if name in self.boxes:
                    self.add(Glyph(name, float(x), float(y), self.boxes[name]))
            else:
                self.rule(style, path, matrix)

    def rotated(self, items):
        """Fonts whose text runs up the page."""
        along = defaultdict(lambda: [0, 0])
        before = None
        for name, x, y, *_ in items:
            if not name:
                before = None
                continue
            font, place = name.split("-")[0], (float(x), float(y))
            if before and before[0] == font:
                dx, dy = abs(place[0] - before[1][0]), abs(place[1] - before[1][1])
                if dx + dy < self.ems[font]:
                    along[font][0 if dx >= dy else 1] += 1
            before = (font, place)
        return {font for font, (level, steep) in along.items() if steep > 2 * level}

    def add(self, glyph):
        font = glyph.name.split("-")[0]
        em = self.ems[font]
        if self.runs and self.runs[-1][0] == font:
            last = self.runs[-1][1][-1]
            dx, dy = glyph.x - last.x, glyph.y - last.y
            along, across = (-dy, dx) if font in self.upright else (dx, dy)
            if abs(across) < RISE * em and -BACK * em < along < 6 * em:
                self.runs[-1][1].append(glyph)
                return
        self.runs.append((font, [glyph]))

    def rule(self, style, path, matrix):
        points = [(float(x), float(y)) for x, y in re.findall(r"[ML] ([-\d.e]+) ([-\d.e]+)", path)]
        if not points or "C" in path:
            return
        if "fill:none" in style:
            a, b, c, d, e, f = (float(n) for n in matrix.split(",")) if matrix else (1, 0, 0, 1, 0, 0)
            half = float(re.search(r"stroke-width:([\d.]+)", style)[1]) / 2 * math.hypot(a, b)
            points = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
            for (ax, ay), (bx, by) in zip(points, points[1:]):
                self.rules.append((min(ax, bx) - half * (ax == bx or abs(ax - bx) < 0.01), min(ay, by) - half * (abs(ay - by) < 0.01), max(ax, bx) + half * (abs(ax - bx) < 0.01), max(ay, by) + half * (abs(ay - by) < 0.01)))
        elif "stroke:none" in style and not matrix:
            box = bounds([points])
            if min(box[2] - box[0], box[3] - box[1]) <= THIN and "fill-opacity:0" not in style:
                self.rules.append(box)

    def shape(self, glyph):
        return [[(x + glyph.x, y + glyph.y) for x, y in polygon] for polygon in self.shapes[glyph.name]], glyph.box

    def findings(self):
        found = []
        boxes = [(min(g.box[0] for g in run), min(g.box[1] for g in run), max(g.box[2] for g in run), max(g.box[3] for g in run)) for _, run in self.runs]
        order = sorted(range(len(boxes)), key=lambda at: boxes[at][1])
        open_runs = []
        for at in order:
            open_runs = [other for other in open_runs if boxes[other][3] > boxes[at][1]]
            for other in open_runs:
                if apart(boxes[at], boxes[other]):
                    continue
                place = self.clash(self.runs[at][1], self.runs[other][1], boxes[other], boxes[at])
                if place:
                    found.append(("ink of two lines meets", place))
            open_runs.append(at)
        for left, top, right, bottom in self.rules:
            line = ([[(left, top), (right, top), (right, bottom), (left, bottom)]], (left, top, right, bottom))
            for at, (_, run) in enumerate(self.runs):
                if apart(boxes[at], line[1]):
                    continue
                for glyph in run:
                    if not apart(glyph.box, line[1]) and meet(self.shape(glyph), line):
                        found.append(("a rule runs through ink", glyph.box))
                        break
        return found

    def clash(self, one, two, box_two, box_one):
        near_one = [g for g in one if not apart(g.box, box_two)]
        near_two = [g for g in two if not apart(g.box, box_one)]
        for a in near_one:
            for b in near_two:
                if not apart(a.box, b.box) and meet(self.shape(a), self.shape(b)):
                    return a.box
        return None


def pages(pdf):
    count = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    for number in range(1, int(re.search(r"Pages:\s+(\d+)", count)[1]) + 1):
        with tempfile.TemporaryDirectory() as folder:
            svg = Path(folder) / "page.svg"
            command = ["pdftocairo", "-svg", "-noshrink", "-nocenter", "-f", str(number), "-l", str(number), pdf, str(svg)]
            subprocess.run(command, check=True, capture_output=True)
            yield number, Page(svg.read_text())


def words(pdf):
    said = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    for page in said.split("<page ")[1:]:
        yield [(*map(float, found[:4]), found[4]) for found in WORD.findall(page)]


def room(word, rules):
    """Room to the rules at both sides; nothing where one side has none."""
    left, top, right, bottom, _ = word
    middle = (top + bottom) / 2
    beside = [r for r in rules if r[1] <= middle <= r[3]]
    before = [r[2] for r in beside if r[2] <= (left + right) / 2]
    behind = [r[0] for r in beside if r[0] >= (left + right) / 2]
    return (left - max(before), min(behind) - right) if before and behind else None


def narrow(page, on_page):
    """Numbers in cells, and those among them that reach into the room at their cell's sides."""
    rules = [r for r in page.rules if r[2] - r[0] < THIN < r[3] - r[1]]
    count, found = 0, []
    for word in on_page:
        if not FIGURE.fullmatch(word[4]) or not (sides := room(word, rules)):
            continue
        count += 1
        in_middle = page.upright and abs(sides[0] - sides[1]) < 1
        least = SIZES["narrow_side_pt" if in_middle else "side_pt"] - SLACK
        if min(sides) < least:
            found.append((f"{word[4]} is too wide for its cell", word[:4]))
    return count, found


def main():
    bad = 0
    for pdf in sys.argv[1:]:
        glyphs = rules = last = numbers = 0
        for (number, page), on_page in zip(pages(pdf), words(pdf)):
            in_cells, too_wide = narrow(page, on_page)
            numbers += in_cells
            last = number
            glyphs += sum(len(run) for _, run in page.runs)
            rules += len(page.rules)
            for what, (left, top, right, bottom) in page.findings() + too_wide:
                bad += 1
                print(f"{pdf}: page {number}, {left:.1f}–{right:.1f} pt from the left, {top:.1f}–{bottom:.1f} pt from the top: {what}", file=sys.stderr)
        if not glyphs:
            sys.exit(f"{pdf}: no glyph was read: the judge and pdftocairo do not understand each other")
        print(f"{pdf}: {last} pages, {glyphs} glyphs and {rules} rules apart, {numbers} numbers in their cells")
    if bad:
        sys.exit(f"{bad} places where ink meets or a number is too wide")


if __name__ == "__main__":
    main()
