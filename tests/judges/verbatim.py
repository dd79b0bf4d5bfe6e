#!/usr/bin/env python3
"""Whether a PDF says exactly what its view model says: every text once, in order, nothing else, and every number
in one piece.

In: a view model as published in `data/` (its fields stand in the order of the pages) and the PDF. Out: exit
code 0 and a count, or 1 and the first place where the two part.

`pdftotext -raw` gives the text in the order in which it is drawn, so the cells of a row come one after the
other however narrow they are. White space is left out on both sides; every other character must agree. A number of the
model must have none inside it in the PDF either: in two pieces it is another number to the eye. What a
page repeats is known and must be there as well: head, foot and marks, the header of a table that goes on, and
its group labels with the word for "continued". The contents must name the pages on which the headings stand.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field

# Fields that steer the page and are not read: ids, paths, links, sizes, alternative texts.
UNSEEN = {
    "id", "size", "width", "align", "upright", "kind", "span", "indent", "tone", "direction", "list", "wide", "link",
    "path", "alt", "attachments", "meta", "logo", "whole", "settled",
}
GROUPS = {"group1": 1, "group2": 2, "group3": 3}
DASH = "–"


BLANK = re.compile(r"[\s\u200b\u2060\ufeff]")
NUMBER = re.compile(r"[0-9๐-๙]+(?:[.,][0-9๐-๙]+)*")


def bare(text):
    return BLANK.sub("", text)


class Text(str):
    """A text without white space that remembers where its numbers are."""

    def __new__(cls, text):
        self = super().__new__(cls, bare(text))
        at = lambda end: len(bare(text[:end]))
        # Addresses and file names may part anywhere.
        words = (word for word in re.finditer(r"\S+", text) if not re.search("[A-Za-z]", word[0]))
        found = ((word.start() + n.start(), word.start() + n.end()) for word in words for n in NUMBER.finditer(word[0]))
        self.numbers = [(at(start), at(end)) for start, end in found]
        return self


@dataclass
class Row:
    """Texts that are set side by side; a tall row may go on over a page."""

    cells: list
    table: object = None


@dataclass
class Evenly:
    """Labels of an axis, of which a crowded axis shows every second or third."""

    labels: list


@dataclass
class Table:
    header: str
    labels: dict = field(default_factory=dict)


class Mismatch(Exception):
    pass


def expected(document):
    """Texts in the order of the pages, as rows."""
    found = []
    add = lambda *texts, table=None: found.append(Row([Text(t) for t in texts if t], table))

    def top(cell):
        lines = [DASH + line if cell.get("list") else line for line in cell["lines"]]
        return "\n".join([cell.get("title") or "", *lines])

    def foot(cell):
        change = cell.get("change") or {}
        details = [part for detail in cell.get("details", []) for part in (detail["label"], detail["text"])]
        return "\n".join([change.get("points") or "", change.get("word", ""), *details, cell.get("note") or ""])

    def table(spec):
        if not spec["rows"]:
            return add(spec["empty"])
        add(spec["caption"])
        # Headers over several columns come first.
        for line in spec.get("guide", []):
            add(line)
        shared = [column.get("group") for column in spec["columns"]]
        above = [group for at, group in enumerate(shared) if group and (at == 0 or shared[at - 1] != group)]
        rows = sorted(spec["columns"], key=lambda column: column.get("group") is not None)
        header = [*above, *(column["label"] for column in rows)]
        add(*header)
        state = Table("".join(bare(label) for label in header))
        for row in spec["rows"]:
            if row["kind"] in GROUPS:
                label = row["cells"][0]
                found.append(Row([Text(top(label)), Text(foot(label))], (state, GROUPS[row["kind"]])))
            else:
                add(*[top(cell) + "\n" + foot(cell) for cell in row["cells"]], table=(state, None))
        for note in spec["notes"]:
            add(note)

    def chart(spec):
        for series in spec["series"]:
            add(series["label"])
        if spec.get("thresholds"):
            add(spec["thresholds"]["label"])
        add(spec["unit"])
        for bar in spec["bars"]:
            add(bar["label"], *[value["label"] for value in bar["values"]])
        found.append(Evenly([bare(tick["label"]) for tick in spec["ticks"]]))
        add(spec["caption"])
        for note in spec["notes"]:
            add(note)

    def item(entry):
        add("\n".join([entry["marker"] or DASH, entry["lead"] or "", entry["text"]]))
        for inner in entry["items"]:
            item(inner)

    def briefing(entry):
        add(entry["date"] + "\n" + entry["title"])
        for text in entry["detail"]:
            add(text)
        for fact in entry["facts"]:
            add("\n".join([DASH, fact["label"], fact["value"]]))
        for place in entry["pictures"]:
            add(place["picture"]["caption"] if place["picture"] else place["picture_note"])

    def tile(entry):
        change = entry["change"] or {}
        add("\n".join([entry["label"], entry["value"], entry["note"] or "", change.get("points") or "", change.get("word", "")]))

    def walk(value, key=""):
        if value is None or isinstance(value, (bool, int, float)):
            return
        if isinstance(value, str):
            add(value)
        elif isinstance(value, list):
            for entry in value:
                walk(entry, key)
        elif "columns" in value and "rows" in value:
            table(value)
        elif "bars" in value:
            chart(value)
        elif "marker" in value:
            item(value)
        elif "pictures" in value:
            briefing(value)
        elif key == "tiles":
            tile(value)
        else:
            shown = [k for k in value if k not in UNSEEN and k != "empty"]
            if "charts" in shown and "tables" in shown:
                # A part's charts are drawn before its tables.
                shown.remove("charts")
                shown.insert(shown.index("tables"), "charts")
            lists = [value[k] for k in shown if k not in ("heading", "paragraphs")]
            for k in shown:
                walk(value[k], k)
            if "empty" in value and not any(lists):
                add(value["empty"])

    cover = document["cover"]
    for texts in (cover["issuer"], cover["title"], cover["period"], cover["notices"]):
        for text in texts:
            add(text)
    for fact in cover["facts"]:
        add(fact["label"], fact["value"])
    if cover.get("approval"):
        for text in cover["approval"].values():
            add(text)
    start = len(found)
    for key, section in document.items():
        if key not in ("meta", "cover", "attachments"):
            walk(section, key)
    return found[:start], found[start:]


def headings(value):
    if isinstance(value, list):
        for entry in value:
            yield from headings(entry)
    elif isinstance(value, dict):
        if "heading" in value:
            yield bare(value["heading"])
        for entry in value.values():
            yield from headings(entry)


def digits(number, meta):
    text = str(number)
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) if meta["digits"] == "thai" else text


class Body(str):
    """A page's text without white space, which knows before which characters there was some."""

    def __new__(cls, text, skip, length):
        self = super().__new__(cls, bare(text)[skip : skip + length])
        starts = (len(bare(text[: blank.start()])) for blank in re.finditer(r"\s+", text))
        self.gaps = {at - skip for at in starts}
        return self


def pages(pdf, meta):
    """The text of each page between its head and its foot, which are checked."""
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, text=True)
    marks = "•".join(bare(mark) for mark in (meta["sample_mark"], meta["draft_mark"]) if mark)
    bodies = []
    for at, page in enumerate(told.stdout.split("\f")[:-1]):
        text = bare(page)
        head, foot = marks, marks
        if at > 0:
            head += bare(meta["running_title"] + meta["labels"]["page"]) + digits(at + 1, meta)
            foot = bare(meta["agency"] + meta["as_of"]) + foot
        if not text.startswith(head):
            raise Mismatch(f"page {at + 1} does not begin with its head\n  {head}\n  {text[:len(head) + 20]}")
        if not text.endswith(foot):
            raise Mismatch(f"page {at + 1} does not end with its foot\n  {foot}\n  {text[-len(foot) - 20:]}")
        bodies.append(Body(page, len(head), len(text) - len(head) - len(foot)))
    return bodies


class Walk:
    """A place in the pages that only moves forward."""

    def __init__(self, bodies, continued):
        self.bodies = bodies
        self.page = 0
        self.at = 0
        self.continued = continued
        self.seen = {}
        self.starts = []
        self.repeated = 0
        self.numbers = 0

    def rest(self):
        return self.bodies[self.page][self.at :]

    def turn(self, table):
        """To the next page when this one is done, over what a table that goes on repeats."""
        while not self.rest() and self.page + 1 < len(self.bodies):
            self.page += 1
            self.at = 0
            if table and id(table[0]) in self.seen:
                self.repeat(table[0], table[1])

    def repeat(self, table, own_rank):
        above = [label for rank, label in sorted(table.labels.items()) if not own_rank or rank < own_rank]
        labels = [label + bare(self.continued) + foot for label, foot in above]
        whole = table.header + "".join(labels)
        for text in (whole, table.header):
            if self.rest().startswith(text):
                self.at += len(text)
                self.repeated += len(text)
                return

    def evenly(self, axis):
        """Past as many of the labels as stand there."""
        self.turn(None)
        for step in range(1, len(axis.labels) + 1):
            text = "".join(axis.labels[::step])
            if self.rest().startswith(text):
                self.at += len(text)
                return
        if axis.labels:
            self.fail("".join(axis.labels))

    def row(self, row):
        if isinstance(row, Evenly):
            return self.evenly(row)
        if row.table:
            table, rank = row.table
        self.turn(row.table)
        self.starts.append((self.page, row.cells[0] if row.cells else ""))
        text = "".join(row.cells)
        if self.rest().startswith(text):
            self.whole_numbers(row.cells)
            self.at += len(text)
        else:
            self.torn(row)
        if row.table:
            self.seen[id(table)] = True
            if rank:
                table.labels = {r: l for r, l in table.labels.items() if r < rank}
                table.labels[rank] = row.cells

    def whole_numbers(self, cells):
        """No number of these texts, which begin here, has white space inside."""
        at = self.at
        for cell in cells:
            for start, end in getattr(cell, "numbers", []):
                if any(at + inside in self.bodies[self.page].gaps for inside in range(start + 1, end)):
                    raise Mismatch(f"page {self.page + 1}: the number {cell[start:end]} of “{cell[:60]}” is torn")
                self.numbers += 1
            at += len(cell)

    def torn(self, row):
        """A row that goes on over the page: each cell's beginning here, its end on the next page."""
        cells = row.cells
        for _ in range(6):
            here = self.rest()
            taken = split(cells, here)
            if taken is None or self.page + 1 >= len(self.bodies):
                self.fail("".join(row.cells))
            self.at += len(here)
            self.turn(row.table)
            cells = [cell[length:] for cell, length in zip(cells, taken)]
            text = "".join(cells)
            if self.rest().startswith(text):
                self.at += len(text)
                return
        self.fail("".join(row.cells))

    def fail(self, text):
        here = self.rest()
        same = 0
        while same < min(len(here), len(text)) and here[same] == text[same]:
            same += 1
        raise Mismatch(
            f"page {self.page + 1}, after “{text[:same][-40:]}”\n  model: {text[same : same + 60]}\n  PDF:   {here[same : same + 60]}"
        )


def split(cells, text, at=0, memo=None):
    """Lengths of the cells' beginnings that make up `text` exactly."""
    memo = {} if memo is None else memo
    if not cells:
        return [] if at == len(text) else None
    key = (len(cells), at)
    if key not in memo:
        memo[key] = None
        cell, longest = cells[0], 0
        while longest < len(cell) and at + longest < len(text) and cell[longest] == text[at + longest]:
            longest += 1
        for length in range(longest, -1, -1):
            others = split(cells[1:], text, at + length, memo)
            if others is not None:
                memo[key] = [length, *others]
                break
    return memo[key]


def contents(walk, document, meta):
    """The contents, whose page numbers are returned."""
    walk.turn(None)
    walk.row(Row([bare(meta["labels"]["contents"])]))
    told = []
    wanted = list(headings({k: v for k, v in document.items() if k not in ("meta", "cover")}))
    for heading, following in zip(wanted, [*wanted[1:], ""]):
        walk.row(Row([heading]))
        # The number ends where the next heading, which may begin with a digit, stands.
        dots = re.match(r"\.*", walk.rest()).end()
        ends = lambda n: (after := walk.rest()[dots + n :]) == "" or (following and after.startswith(following))
        lengths = [n for n in (1, 2, 3) if ends(n)]
        number = walk.rest()[dots : dots + (lengths or [1])[0]]
        if not number.isdigit():
            walk.fail(heading + "…")
        walk.at += dots + len(number)
        told.append((heading, number))
    return told


def main():
    model, pdf = sys.argv[1:]
    with open(model) as file:
        document = json.load(file)
    meta = document["meta"]
    try:
        cover, rows = expected(document)
        walk = Walk(pages(pdf, meta), meta["labels"]["continued"])
        for row in cover:
            walk.row(row)
        # What is left of the cover is not the model's.
        if walk.rest():
            walk.fail("")
        told = contents(walk, document, meta)
        walk.starts.clear()
        for row in rows:
            walk.row(row)
        if walk.rest() or walk.page + 1 < len(walk.bodies):
            walk.fail("")
        at = 0
        for heading, page in told:
            while walk.starts[at][1] != heading:
                at += 1
            if page != digits(walk.starts[at][0] + 1, meta):
                raise Mismatch(f"the contents name page {page} for “{heading}”, on page {walk.starts[at][0] + 1}")
            at += 1
    except Mismatch as error:
        sys.exit(f"{pdf}: {error}")
    count = sum(len("".join(row.cells if isinstance(row, Row) else row.labels)) for row in [*cover, *rows])
    print(f"{pdf}: {len(walk.bodies)} pages, {len(cover) + len(rows)} rows of text, {count} characters, all there; {walk.numbers} numbers in one piece")


if __name__ == "__main__":
    main()
