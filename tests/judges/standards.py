#!/usr/bin/env python3
"""Whether PDFs meet PDF/UA-1 and PDF/A-3a, judged by page-validation, which shares no code with Typst.

Out: exit code 1 and every rule that fails. One finding is looked at again: page-validation 0.11.0 reports
PDFA3A-STREAM-LENGTH-001 when the last byte of a stream happens to be a carriage return, because it takes that
byte and the line feed before `endstream` for one end of line. ISO 32000-1, 7.3.8.1 counts to the last byte of the
data and leaves out the end of line behind it, so `Length` is right when exactly that many bytes inflate to their
own checksum and only the end of line stands between them and `endstream`. That is checked for the object named;
any other finding, or a length that does not prove right, fails.
"""

import re
import sys
import zlib

import page

PROFILES = [("ua1", 104), ("3a", 156)]
LENGTH_RULE = "PDFA3A-STREAM-LENGTH-001"


def length_is_right(data, number):
    """Whether the declared length of a compressed stream is the true one although its last byte is a CR."""
    start = re.search(rb"(?:^|\s)%d 0 obj\b" % number, data)
    found = start and re.compile(rb"<<[^>]*/Length (\d+)[^>]*>>\s*stream\r?\n").match(data, start.end() + 1)
    if not found:
        return False
    raw = data[found.end() : found.end() + int(found.group(1))]
    behind = data[found.end() + len(raw) :]
    inflater = zlib.decompressobj()
    try:
        inflater.decompress(raw)
    except zlib.error:
        return False
    whole = inflater.eof and not inflater.unused_data
    return whole and raw.endswith(b"\r") and behind.startswith(b"\nendstream")


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
                if failure.rule_id == LENGTH_RULE and number and length_is_right(data, number):
                    print(f"{path}: length of object {number} is right, it ends with a carriage return")
                    continue
                failed = True
                print(f"{path} {profile} {failure.rule_id} {failure.message} object {number}", file=sys.stderr)
            if not report.is_compliant and not report.failures:
                failed = True
                print(f"{path} {profile}: not compliant, without a reason", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
