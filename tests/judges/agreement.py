#!/usr/bin/env python3
"""Whether every figure that appears in more than one output of a publication is the same in all of them.

In: a publication's folder, its build folder (`run --build-dir`: the view models of every PDF), and the command that
explains a code (`ita-report … explain --format json`). Out: exit code 0 and how many figures were compared, or 1 and
every difference.

A figure is named by its record and what it says about it: (`I1`, score), (`M1-04`, check-ins), a sum of a data set over
a group. Each output claims a value for it with the decimals it shows. The tables of open data claim full precision and
come first; sums that no file holds are added up here from the rows of the open data. Digits are compared as numbers,
whether Thai or Arabic. From PDFs the numbers are read in the order in which they are drawn (`pdftotext -raw`);
the view model only says which of them stands in which cell.
"""

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙−", "0123456789-")
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
CODE = re.compile(r"\b([A-Z]\d{0,2}-\d+|[IEO]\d+|IIT|EIT|OIT)\b")
MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()
STANDINGS = ["แล้วเสร็จ", "แล้วเสร็จหลังกำหนด", "อยู่ระหว่างดำเนินการ", "ยังไม่ดำเนินการ", "เกินกำหนด", "ไม่รายงานผล"]
STANDING_OF = dict(zip(["finished", "finished_late", "under_way", "not_started", "overdue", "not_reported"], STANDINGS))
TOTAL = "คะแนนรวม"


def plain(text):
    return re.sub(r"\s+", " ", str(text or "").replace("\u200b", "").replace("\u00a0", " ").translate(ARABIC)).strip()


def squeezed(text):
    return re.sub(r"\s", "", plain(text))


def shown(text):
    """A printed number with its decimals."""
    found = NUMBER.search(plain(text))
    if not found:
        return None
    digits = found[0].replace(",", "")
    return float(digits), len(digits.partition(".")[2])


class Claims:
    """What each output says about each figure."""

    def __init__(self):
        self.of = defaultdict(list)
        self.counts = defaultdict(int)

    def add(self, source, key, value):
        """`value`: a word, a number in full, or a number with the decimals shown; nothing where there is none."""
        if value is None or value == "":
            return
        if isinstance(value, bool) or not isinstance(value, (int, float, tuple, str)):
            raise TypeError(f"{source}: {key}: {value!r}")
        if isinstance(value, str):
            value = plain(value)
        elif not isinstance(value, tuple):
            value = (float(value), None)
        self.of[key].append((source, value))
        self.counts[source] += 1

    def differences(self):
        for key, claims in self.of.items():
            for at, one in enumerate(claims):
                for other in claims[at + 1 :]:
                    if not equal(one[1], other[1]):
                        yield key, one, other


def equal(one, other):
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    (a, da), (b, db) = one, other
    if da is not None and db is not None:
        low = min(da, db)
        return abs(a - b) < 1e-9 if da == db else abs(a - b) <= 0.5 * 10**-low + 1e-9
    decimals = [d for d in (da, db) if d is not None]
    return abs(a - b) <= (0.5 * 10 ** -decimals[0] if decimals else 0) + 1e-6 * max(1, abs(a)) * (0 if decimals else 1) + 1e-9


# ---- open data ----------------------------------------------------------------------------------------------------


class OpenData:
    def __init__(self, folder):
        self.folder = folder
        self.package = json.loads((folder / "datapackage.json").read_text())
        self.titles = {}
        for resource in self.package["resources"]:
            fields = resource.get("schema", {}).get("fields", [])
            self.titles[Path(resource["path"]).stem] = {plain(f.get("title", f["name"])): f["name"] for f in fields}
        self.units = {}
        for row in self.rows("progress"):
            self.units[row["unit"]] = plain(row["unit_name_th"])
        self.sets, self.groups = {}, {}
        for path in sorted(folder.glob("*-h?.csv")):
            name, year = re.match(r"(\w+)-(\d{4})-h\d$", path.stem).groups()
            self.sets.setdefault(name, {})[int(year)] = self.rows(path.stem)
        self.year = max(max(years) for years in self.sets.values())

    def rows(self, name):
        path = self.folder / f"{name}.csv"
        return list(csv.DictReader(path.open(encoding="utf-8-sig"))) if path.exists() else []

    def title(self, name, wanted):
        """The field of a data set that a heading names, with its unit or without."""
        is_wanted = lambda title: squeezed(wanted) in (squeezed(title), squeezed(re.sub(r"\([^()]*\)$", "", title)))
        for years in (self.year, self.year - 1):
            for title, field in self.titles.get(f"{name}-{years}-h1", {}).items():
                if is_wanted(title):
                    return field
        for stem, titles in self.titles.items():
            if stem.startswith(f"{name}-"):
                for title, field in titles.items():
                    if is_wanted(title):
                        return field
        return None

    def words(self, row, field):
        value = row[field]
        if field == "unit":
            return squeezed(self.units.get(value, value))
        return squeezed(MONTHS[int(value) - 1]) if field == "month" and value.isdigit() else squeezed(value)

    def filter_of(self, name, label):
        """The field and value of a data set that a label names; nothing for a label that names no group."""
        if name not in self.groups:
            self.groups[name] = {}
            for row in (row for rows in self.sets[name].values() for row in rows):
                for field in row:
                    if field not in ("fiscal_year", "half", "agency"):
                        self.groups[name].setdefault(self.words(row, field), field)
        label = squeezed(label)
        return (self.groups[name][label], label) if label and label in self.groups[name] else None

    def sum(self, name, year, field, filters):
        rows = [r for r in self.sets[name].get(year, []) if all(self.words(r, f) == v for f, v in filters)]
        values = [float(r[field]) for r in rows if r[field] != ""]
        return sum(values) if values else None


def from_open_data(claims, data):
    source = "open data"
    number = lambda text: float(text) if text != "" else None
    for row in data.rows("agency_scores"):
        for field in ("score", "score_previous", "delta"):
            claims.add(source, (TOTAL, field), number(row[field]))
        claims.add(source, (TOTAL, "rating"), row["rating_th"])
    for name, record in (("instrument", lambda r: r["instrument"]), ("indicator", lambda r: f"indicator {r['indicator']}")):
        for row in data.rows(f"{name}_scores"):
            for field in ("weight", "score", "weighted", "score_previous", "delta"):
                if field in row:
                    claims.add(source, (record(row), field), number(row[field]))
    for row in data.rows("question_scores"):
        for field in ("responses", "score", "score_computed", "score_published", "score_previous", "delta"):
            claims.add(source, (row["question"], field), number(row[field]))
    for row in data.rows("oit_items"):
        for field in ("score", "score_previous", "delta"):
            claims.add(source, (row["item"], field), number(row[field]))
    for row in data.rows("choice_counts"):
        if not row["part"]:
            claims.add(source, (row["question"], f"choice {row['choice']}"), number(row["count"]))
    for row in data.rows("measures"):
        claims.add(source, (row["measure"], "title"), row["title"])
    for row in data.rows("measure_standings"):
        claims.add(source, (row["measure"], "standing"), STANDING_OF[row["standing"]])
        claims.add(source, (row["measure"], "units"), number(row["units_expected"]))
    by_unit, by_measure, standings = defaultdict(list), defaultdict(list), defaultdict(int)
    for row in data.rows("progress"):
        by_unit[plain(row["unit_name_th"])].append(row)
        by_measure[row["measure"]].append(row)
        standings[STANDING_OF[row["standing"]]] += 1
        key = (row["measure"], plain(row["unit_name_th"]))
        claims.add(source, (*key, "standing"), STANDING_OF[row["standing"]])
        claims.add(source, (*key, "days late"), number(row["days_late"]))
        claims.add(source, (*key, "percent"), number(row["percent_complete"]))
        if row["standing"] != "not_reported" and row["check_ins_expected"] not in ("", "0"):
            claims.add(source, (*key, "check-ins"), number(row["check_ins"]) or 0.0)
            claims.add(source, (*key, "check-ins expected"), number(row["check_ins_expected"]))
    for unit, rows in by_unit.items():
        claims.add(source, (unit, "expected"), len(rows))
        for standing in STANDINGS:
            claims.add(source, (unit, standing), sum(STANDING_OF[r["standing"]] == standing for r in rows))
    for standing in STANDINGS:
        claims.add(source, ("reports", standing), standings[standing])
    for measure, rows in by_measure.items():
        for standing in STANDINGS:
            claims.add(source, (measure, standing), sum(STANDING_OF[r["standing"]] == standing for r in rows))
        expected = [r for r in rows if r["check_ins_expected"] != ""]
        if expected:
            claims.add(source, (measure, "check-ins expected"), sum(float(r["check_ins_expected"]) for r in expected))
            claims.add(source, (measure, "check-ins"), sum(float(r["check_ins"] or 0) for r in expected))
            counted = sum(min(float(r["check_ins"] or 0), float(r["check_ins_expected"])) for r in expected)
            claims.add(source, (measure, "check-ins counted"), counted)
    measures = data.rows("measure_standings")
    instrument = {}
    for row in data.rows("indicator_scores"):
        instrument[row["indicator"]] = row["instrument"]
    of = {r["measure"]: instrument[r["indicator"]] for r in data.rows("measures")}
    for standing in STANDINGS:
        rows = [r for r in measures if STANDING_OF[r["standing"]] == standing]
        claims.add(source, ("measures", standing), len(rows))
        for code in set(of.values()):
            claims.add(source, (f"measures {code}", standing), sum(of[r["measure"]] == code for r in rows))
    claims.add(source, ("measures", "all"), len(measures))
    cadences = defaultdict(int)
    for row in data.rows("measures"):
        cadences[plain(row["cadence_means"])] += 1
    for cadence, count in cadences.items():
        claims.add(source, ("measures by cadence", cadence), count)


def claim_sum(claims, data, source, name, filters, title, year, value):
    """A sum of a data set; what the rows of the open data add up to is claimed beside it."""
    field = data.title(name, title)
    if field is None or value is None:
        return
    key = (name, *sorted(f"{f}={v}" for f, v in filters), field, year)
    if key not in claims.of:
        claims.add("open data", key, data.sum(name, year, field, filters))
    claims.add(source, key, value)


# ---- PDFs ---------------------------------------------------------------------------------------------------------


def tables_of(model):
    if isinstance(model, dict):
        if "columns" in model and "rows" in model:
            if model["rows"]:
                yield model
        else:
            for value in model.values():
                yield from tables_of(value)
    elif isinstance(model, list):
        for value in model:
            yield from tables_of(value)


def pieces(cell):
    """The texts of a cell in the order in which they are drawn, as places that can be written."""
    if cell.get("title"):
        yield cell, "title"
    for at in range(len(cell["lines"])):
        yield cell["lines"], at
    for key in ("points", "word"):
        if (cell.get("change") or {}).get(key):
            yield cell["change"], key
    for detail in cell.get("details") or []:
        yield detail, "label"
        yield detail, "text"
    if cell.get("note"):
        yield cell, "note"


def is_figure(text):
    """Whether digits and signs are more than half of a text: what a cell of figures holds."""
    letters = [c for c in plain(text) if not c.isspace()]
    return bool(letters) and sum(c.isdigit() or c in "+-,.()%" for c in letters) * 2 > len(letters)


def pattern(row):
    """What finds a row in a PDF's text: its letters with any white space between, and a number for each number. Numbers
    of two cells have white space between them."""
    found, before = [], ""
    for cell in row["cells"]:
        for holder, at in pieces(cell):
            text = plain(holder[at])
            if not text:
                continue
            found.append(r"\s+" if before[-1:].isdigit() and re.match(r"[-+\d]", text) else r"\s*")
            end = 0
            for number in NUMBER.finditer(text):
                between = text[end : number.start()]
                found += [r"\s*" + re.escape(c) for c in between if not c.isspace()]
                found.append((r"\s+" if end and between.isspace() else r"\s*" if between else "") + f"({NUMBER.pattern})")
                end = number.end()
            found += [r"\s*" + re.escape(c) for c in text[end:] if not c.isspace()]
            before = text
    return re.compile("".join(found))


def printed(pdf, model, problems):
    """The tables of the model with the numbers that the PDF prints, read from its text in the order of drawing."""
    said = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    text = said.replace("\u200b", "").replace("\u00a0", " ").translate(ARABIC)
    tables = list(tables_of(json.loads(json.dumps(model))))
    for table in tables:
        caption = re.search(r"\s*".join(re.escape(c) for c in squeezed(table["caption"])), text)
        if caption is None:
            problems.append(f"{pdf.name}: {table['id']}: no caption {plain(table['caption'])}")
            continue
        at = caption.end()
        for row in table["rows"]:
            places = [(holder, key) for cell in row["cells"] for holder, key in pieces(cell)]
            if not any(is_figure(holder[key]) for holder, key in places):
                continue
            found = pattern(row).search(text, at)
            if found is None:
                problems.append(f"{pdf.name}: {table['id']}: no row {' | '.join(plain(h[k]) for h, k in places)}")
                continue
            at, numbers = found.end(), iter(found.groups())
            for holder, key in places:
                holder[key] = NUMBER.sub(lambda _: next(numbers), plain(holder[key]))
    return tables


def record(label):
    """The record that a row's label names."""
    text = plain(label)
    if text.startswith(TOTAL):
        return TOTAL
    indicator = re.match(r"(?:ตัวชี้วัดที่ )?(\d+)\.? ", text)
    code = re.search(r"\((IIT|EIT|OIT)\)", text) or re.match(r"([IEO]\d+|IIT|EIT|OIT|[A-Z]\d*-\d+)\b", text)
    if code:
        return code[1]
    return f"indicator {indicator[1]}" if indicator else None


def texts(cell):
    return [plain(line) for line in cell["lines"]]


def first(cell):
    return texts(cell)[0] if cell["lines"] else ""


def change_of(cell):
    return shown(cell["change"].get("points")) if cell.get("change") else None


def figures(cell):
    """`15 จาก 20`."""
    return [(float(n.replace(",", "")), len(n.partition(".")[2])) for n in NUMBER.findall(first(cell))]


def from_document(claims, data, source, tables):
    for table in tables:
        head = [squeezed((c.get("group") or "") + c["label"]) for c in table["columns"]]
        name = table["id"]
        if name.startswith("data-"):
            data_table(claims, data, source, table, head)
            continue
        group = None
        for row in table["rows"]:
            cells = row["cells"]
            if row["kind"].startswith("group"):
                label = first(cells[0])
                score = re.search(r"\(([\d.]+) คะแนน\)", label)
                if score and record(label):
                    claims.add(source, (record(label), "score"), shown(score[1]))
                group = record(label)
                continue
            if len(cells) != len(head):
                continue
            document_row(claims, source, name, dict(zip(head, cells)), group, row["kind"])


FIGURES = {
    "overall": {"น้ำหนัก(ร้อยละ)": "weight", "คะแนนตัวชี้วัด": "score", "คะแนนเครื่องมือ(เต็ม100)": "score", "คะแนนถ่วงน้ำหนัก": "weighted"},
    "change": {"พ.ศ.{before}": "score_previous", "พ.ศ.{now}": "score", "เพิ่ม/ลด(คะแนน)": "delta"},
    "oit-items": {"พ.ศ.{before}": "score_previous", "พ.ศ.{now}": "score", "เพิ่ม/ลด(คะแนน)": "delta"},
    "fallen-questions": {"พ.ศ.{before}": "score_previous", "พ.ศ.{now}": "score", "เพิ่ม/ลด(คะแนน)": "delta"},
    "losses": {"คะแนน": "score", "คะแนนรวมที่เสียไป": "lost"},
    "distance": {"คะแนน": "score"},
    "sources": {"คะแนนที่ใช้": "score", "คะแนนที่ประกาศ": "score_published", "คะแนนที่คำนวณ": "score_computed"},
}


def document_row(claims, source, name, row, group, kind):
    cells = list(row.values())
    label = first(cells[0])
    if name.startswith("questions-"):
        for at, (title, cell) in enumerate(row.items()):
            if re.match(r"\d\.", title) and cell["lines"]:
                claims.add(source, (group, f"choice {title[0]}"), shown(first(cell)))
                claims.add(source, (group, f"share {title[0]}"), shown(texts(cell)[1]))
        claims.add(source, (group, "responses"), shown(first(row["ผู้ตอบ(คน)"])))
        claims.add(source, (group, "score"), shown(first(row["คะแนน"])))
        if "คะแนนคำนวณ" in row:
            claims.add(source, (group, "score_computed"), shown(first(row["คะแนนคำนวณ"])))
        claims.add(source, (group, "delta"), change_of(cells[-1]))
    elif name in FIGURES and not (name == "sources" and "ข้อ" not in row):
        years = re.findall(r"พ\.ศ\.(\d{4})", " ".join(row))
        about = record(first(row["ข้อ"])) if "ข้อ" in row else record(label)
        if about is None:
            if label.startswith("ระดับผลการประเมิน"):
                claims.add(source, (TOTAL, "rating"), first(cells[-2] if name == "change" else cells[1]))
            return
        for title, figure in FIGURES[name].items():
            title = title.format(before=years[0], now=years[1]) if len(years) == 2 else title
            if title in row:
                cell = row[title]
                claims.add(source, (about, figure), change_of(cell) or shown(first(cell)))
    elif name == "cadences" and kind == "body":
        claims.add(source, ("measures by cadence", label), shown(first(cells[1])))
    elif name == "summary-instruments":
        about = "measures" if label.startswith("รวม") else f"measures {label}"
        claims.add(source, (about, "all"), shown(first(row["มาตรการ"])))
        claims.add(source, (about, "finished"), figures(row["แล้วเสร็จ(ร้อยละ)"])[0])
        for title, standing in (("อยู่ระหว่างดำเนินการ", 2), ("ยังไม่ดำเนินการ", 3), ("เกินกำหนด", 4), ("ไม่รายงานผล", 5)):
            claims.add(source, (about, STANDINGS[standing]), shown(first(row[title])))
    elif name == "coverage-units":
        about = "reports" if label.startswith("รวม") else label
        claims.add(source, (about, "expected"), shown(first(row["ต้องรายงาน"])))
        claims.add(source, (about, "reported"), shown(first(row["รายงานแล้ว"])))
        claims.add(source, (about, "reported share"), shown(first(row["รายงานแล้ว(ร้อยละ)"])))
        for standing in STANDINGS:
            claims.add(source, (about, standing), shown(first(row[squeezed(standing)])))
    elif name == "monitoring":
        about = record(label)
        if about:
            # `15 จาก 20`; where no number of check-ins is due there is only the first.
            of = (("check-ins counted", "check-ins expected", "กำกับติดตามแล้วจากที่ควร(ครั้ง)"), ("full units", "units due", "กำกับติดตามครบ(แห่ง)"))
            for one, other, title in of:
                found = figures(row[title])
                # Where none is due in advance all that were held count.
                names = (one, other) if len(found) > 1 else (one.removesuffix(" counted"),)
                for figure, value in zip(names, found):
                    claims.add(source, (about, figure), value)
    elif name.startswith("results-"):
        claims.add(source, (record(label), "standing"), first(cells[1]))


def data_table(claims, data, source, table, head):
    """A data set's table: rows and columns are groups or figures, of this year and of the year before."""
    name = re.sub(r"^data-|-\d+$", "", table["id"]).replace("-", "_")
    if name not in data.sets:
        return
    caption = squeezed(table["caption"])
    group = None
    # The longest title in a caption is the figure's: รอบ 6 เดือน is in all of them.
    in_caption = [t for years in data.sets[name] for t in data.titles.get(f"{name}-{years}-h1", {}) if squeezed(t) in caption]
    in_caption.sort(key=len, reverse=True)
    for row in table["rows"]:
        label = first(row["cells"][0])
        if row["kind"].startswith("group"):
            group = data.filter_of(name, label)
            continue
        cells = [c for cell in row["cells"] for c in [cell, *[{"lines": []}] * (cell.get("span", 1) - 1)]]
        if len(cells) != len(head):
            continue
        in_row = data.filter_of(name, label)
        # A group within a group stands in the second column.
        inner = data.filter_of(name, first(cells[1])) if in_row and cells[1]["lines"] else None
        inner = inner if inner and inner[0] == data.title(name, head[1]) else None
        year, total = data.year, label.startswith("รวม")
        if re.fullmatch(r"ปีงบฯ ?\d{2}", label):
            year, total = 2500 + int(label[-2:]), True
        if not in_row and not total:
            continue
        filters = {f for f in (in_row, inner, None if label.startswith("รวมทั้งสิ้น") else group) if f}
        if total and label != "รวมทั้งสิ้น" and group is None and year == data.year and "รวมทั้งสิ้น" not in label:
            continue
        title = None
        for at, (column, cell) in enumerate(zip(head, cells)):
            if at < row["cells"][0].get("span", 1) or (at == 1 and inner):
                continue
            found = re.match(r"(.*?)(?:ปีงบฯ(\d{2}))?$", column)
            if found[1]:
                title = found[1]
            in_column = data.filter_of(name, column)
            field = next((t for t in in_caption), None) if in_column or not title or column.startswith("รวม") else title
            of_year = 2500 + int(found[2]) if found[2] else year
            if field is None or column == "เพิ่ม/ลด":
                continue
            where = filters | ({in_column} if in_column else set())
            if cell["lines"]:
                claim_sum(claims, data, source, name, where, field, of_year, shown(first(cell)))
            if cell.get("note") and re.fullmatch(r"\([\d.,]+\)", plain(cell["note"])):
                claim_sum(claims, data, source, name, where, field, data.year - 1, shown(cell["note"]))


# ---- workbooks ----------------------------------------------------------------------------------------------------


def sheet_tables(path):
    """Every native table of a workbook: its name and its rows, by heading."""
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book:
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            heads = [plain(sheet.cell(top, c).value) for c in range(left, right + 1)]
            rows = [[sheet.cell(r, c).value for c in range(left, right + 1)] for r in range(top + 1, bottom + 1)]
            yield table.name, [dict(zip(heads, row)) for row in rows]


def from_scores(claims, path):
    source = path.name
    for name, rows in sheet_tables(path):
        for row in rows:
            values = list(row.values())
            add = lambda about, figure, title: claims.add(source, (about, figure), row.get(title)) if not isinstance(row.get(title), str) else None
            if name == "overall":
                about = record(values[0])
                if about:
                    for figure, title in (("weight", "น้ำหนัก (ร้อยละ)"), ("score", "คะแนน"), ("weighted", "คะแนนถ่วงน้ำหนัก"), ("score_previous", "คะแนนปีก่อน"), ("delta", "ผลต่าง (คะแนน)")):
                        add(about, figure, title)
            elif name == "questions":
                about = row["ข้อ"]
                if about and re.fullmatch(r"[IEO]\d+", str(about)):
                    for k in range(1, 7):
                        add(about, f"choice {k}", f"ตัวเลือก {k}")
                    for figure, title in (("responses", "จำนวนผู้ตอบ"), ("score_computed", "คะแนนจากคำตอบ"), ("score_published", "คะแนนที่ประกาศ"), ("score", "คะแนน"), ("score", "คะแนนจากโปรแกรม")):
                        add(about, figure, title)
            elif name == "items":
                add(row["ข้อ"], "score", "คะแนน")
            elif name == "indicators":
                add(f"indicator {row['ตัวชี้วัดที่']}", "score", "คะแนน")
            elif name == "instruments":
                for figure, title in (("score", "คะแนน"), ("weight", "น้ำหนัก (ร้อยละ)"), ("weighted", "คะแนนถ่วงน้ำหนัก")):
                    add(row["เครื่องมือ"], figure, title)
            elif name == "total" and "ไม่ปัดเศษ" in str(values[0]):
                claims.add(source, (TOTAL, "score"), values[1])
            elif name == "years":
                code = plain(row["รหัส"])
                about = TOTAL if code == "รวม" else f"indicator {code}" if code.isdigit() else code
                score, before = values[3], values[4]
                for figure, value in (("score", score), ("score_previous", before), ("delta", row["ผลต่าง (คะแนน)"])):
                    if isinstance(value, (int, float)):
                        claims.add(source, (about, figure), value)
            elif name == "lost_points":
                add(row["ข้อ"], "lost", "คะแนนรวมที่เสียไป")
                add(row["ข้อ"], "score", "คะแนน")


def from_progress(claims, data, path):
    source = path.name
    for name, rows in sheet_tables(path):
        for row in rows:
            values = list(row.values())
            if name == "summary":
                label = "all" if values[0] == "รวม" else plain(values[0])
                claims.add(source, ("measures", label), row["มาตรการ"])
                for code in ("IIT", "EIT", "OIT"):
                    claims.add(source, (f"measures {code}", label), row[f"มาตรการ {code}"])
                claims.add(source, ("reports", "expected" if label == "all" else label), row["รายการรายหน่วยงาน"])
            elif name == "standings":
                about = row["รหัส"]
                claims.add(source, (about, "title"), row["มาตรการ/กิจกรรม"])
                claims.add(source, (about, "units"), row["หน่วยงานที่รับผิดชอบ"])
                claims.add(source, (about, "standing"), row["สถานะของมาตรการ"])
                for standing in STANDINGS:
                    claims.add(source, (about, standing), row[standing])
            elif name == "units":
                about = plain(row["หน่วยงาน"])
                claims.add(source, (about, "expected"), row["มาตรการที่รับผิดชอบ"])
                claims.add(source, (about, "reported share"), (round(row["รายงานแล้ว (ร้อยละ)"] * 100, 6), 6))
                for standing in STANDINGS:
                    claims.add(source, (about, standing), row[standing])
            elif name == "reports":
                key = (row["รหัสมาตรการ"], plain(row["หน่วยงาน"]))
                claims.add(source, (*key, "standing"), row["สถานะ"])
                claims.add(source, (*key, "days late"), row["วันที่เกินกำหนด"])
                claims.add(source, (*key, "percent"), row["ร้อยละความสำเร็จ"])
            elif name == "monitoring":
                about = row["รหัส"]
                if isinstance(row["ครั้งที่ควรทำทั้งหมด"], (int, float)):
                    for figure, title in (("units", "หน่วยงาน"), ("check-ins expected", "ครั้งที่ควรทำทั้งหมด"), ("check-ins", "ครั้งที่ทำ"), ("check-ins counted", "ครั้งที่นับตามรอบ"), ("full units", "หน่วยงานที่ทำครบ")):
                        claims.add(source, (about, figure), row[title])
            elif name == "data_totals":
                of = next((n for n in data.sets if n.split("_")[0].upper() == row["ข้อของแบบตรวจ"]), None)
                if of:
                    claim_sum(claims, data, source, of, set(), row["รายการ"], data.year, values[3])
                    claim_sum(claims, data, source, of, set(), row["รายการ"], data.year - 1, values[4])


def from_data_set(claims, data, path):
    name = re.sub(r"-\d{4}-h\d$", "", path.stem).replace("-", "_")
    for table, rows in sheet_tables(path):
        if table != "groups":
            continue
        for row in rows:
            filters = {f for f in (data.filter_of(name, v) for v in row.values() if isinstance(v, str)) if f}
            for title, value in row.items():
                found = re.match(r"(.*) ปี (\d{4})$", title)
                if found and isinstance(value, (int, float)):
                    claim_sum(claims, data, path.name, name, filters, found[1], int(found[2]), value)


# ---- page and explain ---------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tables and tiles, without their English."""

    def __init__(self):
        super().__init__()
        self.tables, self.tiles, self.skip, self.cell = [], [], 0, None
        self.in_tiles = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if self.skip or attrs.get("lang") == "en":
            self.skip += 1
            return
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.cell = self.tables[-1][-1]
        elif tag == "ul":
            self.in_tiles = attrs.get("class") == "tiles"
        elif tag == "li" and self.in_tiles:
            self.tiles.append(["", "", ""])
            self.cell = None
        elif tag == "strong" and self.in_tiles:
            self.at = 1

    def handle_endtag(self, tag):
        if self.skip:
            self.skip -= 1
        elif tag in ("td", "th"):
            self.cell = None
        elif tag == "strong" and self.in_tiles:
            self.at = 2
        elif tag == "ul":
            self.in_tiles = False
        elif tag == "li":
            self.at = 0

    at = 0

    def handle_data(self, text):
        if self.skip:
            return
        if self.cell is not None:
            self.cell[-1] += text
        elif self.in_tiles and self.tiles:
            self.tiles[-1][self.at] += text


def from_page(claims, path):
    page = Page()
    page.feed(path.read_text())
    source = path.name
    for label, value, note in page.tiles:
        label, value, note = plain(label), plain(value), plain(note)
        if label == TOTAL:
            claims.add(source, (TOTAL, "score"), shown(value))
            claims.add(source, (TOTAL, "rating"), note.removeprefix("ระดับ "))
        elif label == "เทียบปีก่อน":
            claims.add(source, (TOTAL, "delta"), shown(value))
        elif label in ("IIT", "EIT", "OIT"):
            claims.add(source, (label, "score"), shown(value))
            claims.add(source, (label, "weight"), shown(note))
        elif label == "มาตรการที่แล้วเสร็จ":
            claims.add(source, ("measures", "finished"), shown(value))
            claims.add(source, ("measures", "all"), shown(note))
        elif label == "มาตรการที่เกินกำหนด":
            claims.add(source, ("measures", "เกินกำหนด"), shown(value))
        elif label == "รายงานที่ได้รับ":
            claims.add(source, ("reports", "reported"), shown(value))
            claims.add(source, ("reports", "expected"), shown(note))
    for table in page.tables:
        head = [plain(cell) for cell in table[0]]
        for row in table[1:]:
            if head[0] == "ตัวชี้วัด":
                about = record(row[0])
                for figure, cell in zip(("score", "score_previous", "delta"), row[1:]):
                    claims.add(source, (about, figure), shown(cell))
            elif head[0] == "สถานะ":
                label = "finished" if plain(row[0]) == "แล้วเสร็จ" else plain(row[0])
                claims.add(source, ("measures", label), shown(row[1]))


def from_explain(claims, data, program):
    source = "explain"
    ask = lambda *code: json.loads(subprocess.run([*program, *code], check=True, capture_output=True, text=True).stdout)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda listed: ask(listed["code"]), ask()))
    for one in answers:
        code = one["code"]
        kind = one["kind"]
        lines = {(s["id"], line["label"]["en"]): line.get("value") for s in one["sections"] for line in s["lines"]}
        answer = one["answer"].get("value") or {}
        value = answer.get("exact") if answer.get("type") == "number" else answer.get("th")
        exact = lambda section, label: (lines.get((section, label)) or {}).get("exact")
        if kind in ("question", "item", "indicator", "instrument", "total"):
            about = TOTAL if kind == "total" else f"indicator {code}" if kind == "indicator" else code
            claims.add(source, (about, "score"), value)
            claims.add(source, (about, "delta"), exact("change", "change (points)"))
            claims.add(source, (about, "lost"), exact("cost", "points lost to the total"))
            for (section, label), line in lines.items():
                choice = re.match(r"choice (\d+) ", label)
                if section == "answers" and choice and kind == "question":
                    claims.add(source, (code, f"choice {choice[1]}"), line.get("exact"))
        elif kind == "rating":
            claims.add(source, (TOTAL, "rating"), value)
        elif kind == "measure":
            claims.add(source, (code, "standing"), value)
            for standing, english in zip(STANDINGS, ("finished", "finished late", "under way", "not started", "overdue", "not reported")):
                claims.add(source, (code, standing), exact("standing", english))
            claims.add(source, (code, "check-ins expected"), exact("monitoring", "check-ins expected"))
            claims.add(source, (code, "check-ins"), exact("monitoring", "check-ins held"))
            claims.add(source, (code, "check-ins counted"), exact("monitoring", "check-ins that count"))
            claims.add(source, (code, "full units"), exact("monitoring", "units that held as many"))
        elif kind == "data_set":
            for section in one["sections"]:
                for line in section["lines"]:
                    number = (line.get("value") or {}).get("exact")
                    if section["id"] == "sums" and number is not None and code in data.sets:
                        claim_sum(claims, data, source, code, set(), line["label"]["th"], data.year, number)


def completed(claims):
    """Figures that are sums of others in every output that prints the parts: finished on time or late, reported."""
    for key, parts in ((k, k[:-1]) for k in list(claims.of) if k[-1] == STANDINGS[0]):
        late = claims.of.get((*parts, STANDINGS[1]), [])
        for source, value in claims.of[key]:
            other = next((v for s, v in late if s == source), None)
            if other and not isinstance(value, str):
                claims.add(source, (*parts, "finished"), (value[0] + other[0], value[1]))


def main():
    published, build, program = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    claims, problems = Claims(), []
    data = OpenData(published / "data")
    from_open_data(claims, data)
    models = {"measures": "measures", "progress": "progress", "internal": "internal"}
    for pdf in sorted(published.rglob("*.pdf")):
        stem = pdf.stem
        if pdf.parent.name == "data-sets":
            model = "data-set-" + re.sub(r"-\d{4}-h\d$", "", stem).replace("-", "_")
        else:
            model = "internal" if stem.endswith("-internal") else stem.split("-")[0]
        view = json.loads((build / f"{model}.json").read_text())
        from_document(claims, data, f"{pdf.name} (model)", list(tables_of(view)))
        from_document(claims, data, pdf.name, printed(pdf, view, problems))
    from_scores(claims, next(published.glob("scores-*.xlsx")))
    from_progress(claims, data, next(published.glob("progress-*.xlsx")))
    for path in sorted((published / "data-sets").glob("*.xlsx")):
        from_data_set(claims, data, path)
    from_page(claims, published / "index.html")
    if program:
        from_explain(claims, data, program)
    completed(claims)
    found = list(claims.differences())
    shared = sum(len({s for s, _ in c}) > 1 for c in claims.of.values())
    for source, count in sorted(claims.counts.items()):
        print(f"{source}: {count} figures")
    print(f"{len(claims.of)} figures, {shared} in two outputs or more, {len(found)} differences")
    for problem in problems:
        print(problem, file=sys.stderr)
    for key, one, other in found:
        print(f"{' / '.join(map(str, key))}: {one[0]} says {said(one[1])}, {other[0]} says {said(other[1])}", file=sys.stderr)
    if not shared:
        sys.exit("nothing was compared")
    sys.exit(1 if found or problems else 0)


def said(value):
    return value if isinstance(value, str) else f"{value[0]:.{value[1]}f}" if value[1] is not None else repr(value[0])


if __name__ == "__main__":
    main()
