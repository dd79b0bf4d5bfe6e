"""The data steps of a fleet as one would write them by hand: pandas reads the workbooks (openpyxl), scores them
question by question up to the total, compares with the year before, ranks the agencies, and writes the tables with
XlsxWriter. It checks nothing: a wrong cell ends it or passes unseen.

Usage: by_hand.py INPUT SCHEMES OUTPUT.xlsx
"""
import sys
import tomllib
from pathlib import Path

import pandas as pd

source, schemes_dir, target = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]


def scheme(year):
    text = tomllib.loads((schemes_dir / f"{year}.toml").read_text())
    if "extends" in text:
        text = {**scheme(text["extends"]), **text}
    return text


def questions_of(year):
    rules = scheme(year)
    weights = {i["code"]: i["weight"] for i in rules["instruments"]}
    instrument = {i["number"]: i["instrument"] for i in rules["indicators"]}
    rows = []
    for question in rules["questions"]:
        scale = rules["scales"].get(question.get("scale"), {}).get("points")
        rows.append((question["code"], question["indicator"], instrument[question["indicator"]], scale))
    return pd.DataFrame(rows, columns=["question", "indicator", "instrument", "points"]), weights


def table(path, sheet, first):
    raw = pd.read_excel(path, sheet_name=sheet, header=None, engine="openpyxl")
    at = raw.index[raw[0] == first][0]
    body = raw.loc[at + 1:].copy()
    body.columns = raw.loc[at]
    return body


scores, reports = [], []
for agency in sorted(p for p in source.iterdir() if p.is_dir()):
    for folder in sorted(p for p in agency.iterdir() if p.is_dir()):
        year = int(folder.name)
        for path in sorted(folder.glob("*.xlsx")):
            if path.name == "ita-results.xlsx":
                known, _ = questions_of(year)
                points = dict(zip(known["question"], known["points"]))
                survey = table(path, "ผลสำรวจรายข้อ", "ข้อ")
                counts = [c for c in survey.columns if str(c).startswith("จำนวนผู้ตอบ")]
                for _, row in survey.iterrows():
                    answers = row[counts].dropna().astype(float)
                    weight = points[row["ข้อ"]][: len(answers)]
                    mean = (answers.values * weight).sum() / answers.sum()
                    published = row["คะแนนที่ประกาศ"]
                    exact = row["ข้อ"].startswith("I") and abs(mean - published) <= 0.005 + 1e-9
                    scores.append((agency.name, year, row["ข้อ"], mean if exact or pd.isna(published) else published))
                items = table(path, 1, "รหัสข้อ")
                for _, row in items.iterrows():
                    scores.append((agency.name, year, row["รหัสข้อ"], float(row["คะแนน"])))
            else:
                book = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
                reports.append((agency.name, year, path.name, sum(len(sheet) for sheet in book.values())))

scores = pd.DataFrame(scores, columns=["agency", "fiscal_year", "question", "score"])
parts = []
for year, own in scores.groupby("fiscal_year"):
    known, weights = questions_of(year)
    joined = own.merge(known, on="question")
    instruments = joined.groupby(["agency", "fiscal_year", "instrument"], as_index=False)["score"].mean()
    instruments["weighted"] = instruments["score"] * instruments["instrument"].map(weights) / 100
    parts.append((joined, instruments))
questions = pd.concat([p[0] for p in parts])
instruments = pd.concat([p[1] for p in parts])
indicators = questions.groupby(["agency", "fiscal_year", "indicator"], as_index=False)["score"].mean()
totals = instruments.groupby(["agency", "fiscal_year"], as_index=False)["weighted"].sum()


def with_change(frame, key, value):
    before = frame[["agency", "fiscal_year", *key, value]].copy()
    before["fiscal_year"] += 1
    joined = frame.merge(before, on=["agency", "fiscal_year", *key], how="left", suffixes=("", "_previous"))
    joined["delta"] = joined[value] - joined[f"{value}_previous"]
    return joined


questions = with_change(questions.drop(columns="points"), ["question"], "score")
instruments = with_change(instruments, ["instrument"], "score")
totals = with_change(totals, [], "weighted")
latest = totals[totals["fiscal_year"] == totals["fiscal_year"].max()].copy()
latest["rank"] = latest["weighted"].round(2).rank(ascending=False, method="min")
weakest = questions[questions["fiscal_year"] == questions["fiscal_year"].max()]
weakest = weakest.groupby("question", as_index=False)["score"].mean().sort_values("score")

with pd.ExcelWriter(target, engine="xlsxwriter") as writer:
    latest.sort_values("rank").to_excel(writer, sheet_name="ranking", index=False)
    questions.to_excel(writer, sheet_name="questions", index=False)
    indicators.to_excel(writer, sheet_name="indicators", index=False)
    instruments.to_excel(writer, sheet_name="instruments", index=False)
    weakest.to_excel(writer, sheet_name="weakest", index=False)
    pd.DataFrame(reports, columns=["agency", "fiscal_year", "file", "rows"]).to_excel(writer, sheet_name="files", index=False)
