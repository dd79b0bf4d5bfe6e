"""Opens workbooks with openpyxl: no complaint, no merged cell in a table, no error value, no formula lost.

Arguments: workbooks. Prints what is wrong, one line each, then `opened N, formulas M`.
"""

import sys
import warnings

warnings.simplefilter("error")
import openpyxl  # noqa: E402
from openpyxl.utils import range_boundaries  # noqa: E402


def overlap(a, b):
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def problems(path):
    """What is wrong with a workbook, and the number of its formulas."""
    book = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    found, formulas = [], 0
    for sheet in book.worksheets:
        merged = [merge.bounds for merge in sheet.merged_cells.ranges]
        if sheet.sheet_state != "visible":
            found.append(f"{sheet.title} is hidden")
        for table in sheet.tables.values():
            area = range_boundaries(table.ref)
            if any(overlap(area, other) for other in merged):
                found.append(f"{sheet.title}: merged cells in {table.name}")
            header = next(sheet.iter_rows(area[1], area[1], area[0], area[2], values_only=True))
            if list(header) != [column.name for column in table.tableColumns]:
                found.append(f"{sheet.title}: the header of {table.name} is not that of its table")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                value = values[sheet.title][cell.coordinate]
                if value.data_type == "e":
                    found.append(f"{sheet.title}!{cell.coordinate} is {value.value}")
    return found, formulas


def main(paths):
    formulas = 0
    for path in paths:
        found, own = problems(path)
        formulas += own
        for problem in found:
            print(f"{path}: {problem}")
    print(f"opened {len(paths)}, formulas {formulas}")


main(sys.argv[1:])
