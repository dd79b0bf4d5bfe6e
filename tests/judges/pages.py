#!/usr/bin/env python3
"""How many pages a PDF has, and how much of them is left empty below the last line.

In: `PDF[:most pages]`… Out: the share of the body that is empty at each page's end, their mean; exit code 1 where the mean
is above the bar or there are more pages than allowed. The cover, the contents and the last page end where they end: they
do not count.
"""

import sys

from ink import pages

# Of the body's height, on average.
BAR = 0.10
# Cover and contents.
FRONT = 2
# Margins of the body, points: 2.5 cm.
MARGIN = 2.5 * 72 / 2.54


def empty(page):
    body = page.height - 2 * MARGIN
    ends = [glyph.box[3] for _, run in page.runs for glyph in run if MARGIN - 2 < glyph.y < page.height - MARGIN + 2]
    ends += [rule[3] for rule in page.rules if MARGIN - 2 < rule[3] < page.height - MARGIN + 2]
    lowest = max(ends, default=MARGIN)
    return max(0.0, min(1.0, (page.height - MARGIN - lowest) / body))


def main():
    bad = False
    for argument in sys.argv[1:]:
        pdf, _, most = argument.partition(":")
        shares = [empty(page) for _, page in pages(pdf)]
        counted = shares[FRONT:-1]
        mean = sum(counted) / len(counted) if counted else 0.0
        told = ", ".join(f"{at + FRONT + 1}: {share:.0%}" for at, share in enumerate(counted))
        print(f"{pdf}: {len(shares)} pages, {mean:.1%} empty at page ends ({told})")
        if mean > BAR:
            bad = True
            print(f"{pdf}: {mean:.1%} empty at page ends, the bar is {BAR:.0%}", file=sys.stderr)
        if most and len(shares) > int(most):
            bad = True
            print(f"{pdf}: {len(shares)} pages, the bar is {most}", file=sys.stderr)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
