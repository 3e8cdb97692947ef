"""Makes a form of a workbook, or of tables in Markdown, with pyxform: convert.py WORKBOOK OUT.xml."""

import sys

from pyxform.xls2xform import convert

workbook, out = sys.argv[1:]
with open(out, "w", encoding="utf-8") as file:
    file.write(convert(xlsform=workbook, validate=False).xform)
