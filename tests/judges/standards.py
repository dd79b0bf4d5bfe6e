#!/usr/bin/env python3
"""Whether PDFs meet PDF/UA-1 and PDF/A-3a, judged by page-validation, which shares no code with Typst.

Out: exit code 1 and every rule that fails. One finding is looked at again: page-validation 0.11.0 reports
PDFA3A-STREAM-LENGTH-001 when the last byte of a stream happens to be a carriage return, because it takes that
byte and the line feed before `endstream` for one end of line. ISO 32000-1, 7.3.8.1 counts to the last byte of the
data and leaves out the end of line behind it, so `Length` is right when exactly that many bytes inflate to their
own checksum and only the end of line stands between them and `endstream`. That is checked for the object named, or
for every stream of the file where the finding names none; any other finding, or a length that does not prove right,
fails.
"""

import re
import sys
import zlib

import page

PROFILES = [("ua1", 104), ("3a", 156)]
LENGTH_RULE = "PDFA3A-STREAM-LENGTH-001"


STREAM = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s*<<((?:(?!endobj|stream\r?\n).)*?)>>\s*stream\r?\n", re.S)
LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")


def lengths(data):
    """Every stream that declares its length in itself: object, whether it is right, whether a CR ends it."""
    at = 0
    while found := STREAM.search(data, at):
        declared = LENGTH.search(found.group(2))
        at = found.end()
        if not declared:
            continue
        raw = data[at : at + int(declared.group(1))]
        at += len(raw)
        right = data.startswith((b"\nendstream", b"\r\nendstream"), at)
        if b"FlateDecode" in found.group(2):
            inflater = zlib.decompressobj()
            try:
                inflater.decompress(raw)
            except zlib.error:
                right = False
            right = right and inflater.eof and not inflater.unused_data
        yield int(found.group(1)), right, raw.endswith(b"\r")


def length_is_right(data, number):
    """Whether the finding is the one described above: about the object named, or, when it names none, about a
    file whose streams all have their true length and one of which ends with a CR."""
    of = [(right, ends) for at, right, ends in lengths(data) if number is None or at == number]
    return bool(of) and all(right for right, _ in of) and any(ends for _, ends in of)


def main():
    failed = False
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data = file.read()
        for profile, rules in PROFILES:
            report = page.validate_pdf(path, profile=profile)
            if report.rules.total < rules:
                sys.exit(f"{profile}: only {report.rules.total} rules")
            for failure in report.failures:
                number = failure.object_id and failure.object_id.object_number
                if failure.rule_id == LENGTH_RULE and length_is_right(data, number):
                    print(f"{path}: length of object {number or 'unnamed'} is right, it ends with a carriage return")
                    continue
                failed = True
                print(f"{path} {profile} {failure.rule_id} {failure.message} object {number}", file=sys.stderr)
            if not report.is_compliant and not report.failures:
                failed = True
                print(f"{path} {profile}: not compliant, without a reason", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
