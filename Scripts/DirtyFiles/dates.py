"""Dates, times and periods, and what only looks like one."""

from cases import *

folder = Folder("dates", "Dates in any form, and figures, seasons and codes that look like dates.")
add = folder.add


def one(name, defect, cells, values=None, kind=date, keeps=True, label="day", after=(), note=True, others=(), why=""):
    """A file of one column of dates and one of numbers; `keeps`: the cells as texts are as right."""
    numbers = list(range(5, 5 + len(cells)))
    column = kind(label, *values) if values is not None else None
    if keeps:
        texts = text(label, *(cell or None for cell in cells))
        column = texts if column is None else column | texts
    for other in others:
        column = column | other
    says = label if note and keeps and values is not None else None
    add(
        name,
        defect,
        csv([[label, "n"]] + [[cell, str(n)] for cell, n in zip(cells, numbers)]),
        [column, number("n", *numbers)],
        note=says,
        after=[[date(label, *days), number("n", *numbers)] for days in after],
        why=why,
    )


ISO = ["2020-01-05", "2020-02-13", "2019-12-31"]
one("iso", "none: ISO 8601", ISO, ISO, keeps=False)
one("iso-slashes", "year, month and day with slashes", ["2020/01/05", "2020/02/13", "2019/12/31"], ISO)
one("iso-points", "year, month and day with points", ["2020.01.05", "2020.02.13", "2019.12.31"], ISO)
one("iso-short", "ISO 8601 without leading zeros", ["2020-1-5", "2020-2-13", "2019-12-31"], ISO)
one("compact", "eight digits", ["20200105", "20200213", "20191231"], ISO, others=[number("day", 20200105, 20200213, 20191231)], note=False)
one("dmy-slashes", "day, month, year: a day above twelve says so", ["05/01/2020", "13/02/2020", "31/12/2019"], ISO)
one("dmy-points", "day, month, year with points", ["05.01.2020", "13.02.2020", "31.12.2019"], ISO)
one("dmy-dashes", "day, month, year with dashes", ["05-01-2020", "13-02-2020", "31-12-2019"], ISO)
one("mdy-slashes", "month, day, year: a day above twelve says so", ["01/05/2020", "02/13/2020", "12/31/2019"], ISO)
one("mdy-short", "month, day, year without leading zeros", ["1/5/2020", "2/13/2020", "12/31/2019"], ISO)
one("mdy-quoted", "month, day, year at the end of the year only", ["1/5/2020", "2/3/2020", "12/31/2019"], ["2020-01-05", "2020-02-03", "2019-12-31"])
both = [["2020-01-05", "2020-02-03", "2019-12-11"], ["2020-05-01", "2020-03-02", "2019-11-12"]]
one("ambiguous-slashes", "day and month can be confused in every cell", ["01/05/2020", "02/03/2020", "12/11/2019"], after=both, note=True)
one("ambiguous-points", "day and month can be confused in every cell, with points", ["01.05.2020", "02.03.2020", "12.11.2019"], after=both)
one("ambiguous-dashes", "day and month can be confused in every cell, with dashes", ["01-05-2020", "02-03-2020", "12-11-2019"], after=both)
one(
    "ambiguous-same",
    "day and month are the same in every cell",
    ["01/01/2020", "02/02/2020", "12/12/2019"],
    ["2020-01-01", "2020-02-02", "2019-12-12"],
)
one("orders-mixed", "a date that can only be read the other way", ["13/02/2020", "02/13/2020", "05/01/2020"])
one("two-digits", "years of two digits", ["01/05/20", "02/13/20", "12/31/19"], ISO)
one("two-digits-century", "years of two digits from two centuries", ["01/05/20", "02/13/68", "12/31/99"])
one("two-digits-iso", "six digits that may be any order", ["10-11-12", "01-02-03", "04-05-06"])
one("month-abbreviated", "abbreviated months, as Excel writes", ["5-Jan-2020", "13-Feb-2020", "31-Dec-2019"], ISO)
one("month-oracle", "abbreviated months in capitals, as Oracle writes", ["05-JAN-20", "13-FEB-20", "31-DEC-19"], ISO)
one("month-sas", "abbreviated months, as SAS writes", ["05JAN2020", "13FEB2020", "31DEC2019"], ISO)
one("month-american", "month, day and a comma", ["Jan 5, 2020", "Feb 13, 2020", "Dec 31, 2019"], ISO)
one("month-full", "months in full", ["January 5, 2020", "February 13, 2020", "December 31, 2019"], ISO)
one("month-british", "day and month in full", ["5 January 2020", "13 February 2020", "31 December 2019"], ISO)
one("month-german", "German months", ["5. Januar 2020", "13. Februar 2020", "31. Dezember 2019"], ISO)
one("weekday", "days of the week", ["Sun 2020-01-05", "Thu 2020-02-13", "Tue 2019-12-31"], ISO)
one("no-year", "no years", ["5-Jan", "13-Feb", "31-Dec"])
one("genes", "genes that Excel takes for dates", ["SEPT2", "MARCH1", "DEC1"], label="gene")
one("genes-changed", "genes that Excel made dates of", ["2-Sep", "1-Mar", "1-Dec"], label="gene")

TIMES = ["2020-01-05T08:30:00", "2020-02-13T17:05:09", "2019-12-31T00:00:00"]
one("time-t", "date and time with T", TIMES, TIMES, datetime, note=False)
one("time-space", "date and time with a space", [cell.replace("T", " ") for cell in TIMES], TIMES, datetime, note=False)
one(
    "time-minutes",
    "date and time without seconds",
    ["2020-01-05 08:30", "2020-02-13 17:05", "2019-12-31 00:00"],
    ["2020-01-05T08:30:00", "2020-02-13T17:05:00", "2019-12-31T00:00:00"],
    datetime,
    note=False,
)
one(
    "time-fraction",
    "fractions of seconds",
    ["2020-01-05 08:30:00.250", "2020-02-13 17:05:09.500", "2019-12-31 00:00:00.000"],
    ["2020-01-05T08:30:00.25", "2020-02-13T17:05:09.5", "2019-12-31T00:00:00"],
    datetime,
    note=False,
)
one("time-zulu", "date and time in UTC", [cell + "Z" for cell in TIMES], TIMES, datetime, note=False)
one(
    "time-offset",
    "date and time with different offsets",
    ["2020-01-05T08:30:00+01:00", "2020-02-13T17:05:09-05:00", "2019-12-31T00:00:00+00:00"],
    note=False,
    others=[datetime("day", "2020-01-05T07:30:00", "2020-02-13T22:05:09", "2019-12-31T00:00:00")],
    why="the same moments in UTC are as right",
)
one(
    "time-midnight",
    "midnight after every date, as databases write",
    [f"{day} 00:00:00" for day in ISO],
    ISO,
    others=[datetime("day", *(f"{day}T00:00:00" for day in ISO))],
    note=False,
)
one("time-american", "American date and time", ["1/5/2020 8:30:00 AM", "2/13/2020 5:05:09 PM", "12/31/2019 12:00:00 AM"], TIMES, datetime, note=False)
one(
    "time-american-short",
    "American date and time without seconds",
    ["1/5/2020 8:30", "2/13/2020 17:05", "12/31/2019 0:00"],
    ["2020-01-05T08:30:00", "2020-02-13T17:05:00", "2019-12-31T00:00:00"],
    datetime,
    note=False,
)
one("time-some", "a time in some cells only", ["2020-01-05", "2020-02-13 17:05", "2019-12-31"], note=False)
one(
    "time-24",
    "24:00",
    ["2020-01-05 24:00", "2020-02-13 17:05", "2019-12-31 00:00"],
    note=False,
    others=[datetime("day", "2020-01-06T00:00:00", "2020-02-13T17:05:00", "2019-12-31T00:00:00")],
    why="24:00 is the midnight at the end of a day (ISO 8601:2004)",
)
one("clock", "times of day", ["08:30", "17:05", "00:00"], label="time", note=False)
one("clock-24", "times of day up to 24:00", ["08:30", "24:00", "00:15"], label="time", note=False)
one("clock-american", "American times of day", ["8:30 AM", "5:05 PM", "12:00 AM"], label="time", note=False)
one("durations", "minutes and seconds", ["12:30", "61:05", "9:59"], label="time", note=False)
one("durations-hours", "hours, minutes and seconds", ["1:30:00", "26:05:09", "0:00:30"], label="time", note=False)

one("unix", "seconds since 1970", ["1578212400", "1581613509", "1577750400"], [1578212400, 1581613509, 1577750400], number, keeps=False)
one("excel-days", "days since 1899", ["43835", "43874", "43830"], [43835, 43874, 43830], number, keeps=False)
one("excel-days-some", "days since 1899 in some cells", ["2020-01-05", "43874", "2019-12-31"])

one("seasons", "seasons that look like months", ["2008-09", "2009-10", "2010-11", "2011-12"], label="season", note=False)
one("seasons-more", "seasons of which one cannot be a month", ["2010-11", "2011-12", "2012-13"], label="season", note=False)
one("seasons-century", "seasons over the turn of the century", ["1998-99", "1999-00", "2000-01"], label="season", note=False)
one("seasons-slash", "seasons with slashes", ["2008/09", "2009/10", "2010/11"], label="season", note=False)
one("seasons-long", "seasons with both years", ["2008-2009", "2009-2010", "2010-2011"], label="season", note=False)
one("seasons-one", "one season", ["2008-09"], label="season", note=False)
one("months", "none: months", ["2020-01", "2020-11", "2019-06"], ["2020-01", "2020-11", "2019-06"], month, label="month", note=False)
one("months-slash", "months with slashes", ["01/2020", "11/2020", "06/2019"], ["2020-01", "2020-11", "2019-06"], month, label="month", note=False)
one("months-name", "months with names", ["Jan 2020", "Nov 2020", "Jun 2019"], ["2020-01", "2020-11", "2019-06"], month, label="month", note=False)
one("months-excel", "months as Excel writes", ["Jan-20", "Nov-20", "Jun-19"], ["2020-01", "2020-11", "2019-06"], month, label="month", note=False)
one("months-compact", "months of six digits", ["202001", "202011", "201906"], [202001, 202011, 201906], number, label="month", note=False)
one("fiscal", "fiscal years", ["FY2008", "FY2009", "FY2010"], label="year", note=False)
one("fiscal-short", "fiscal years of two digits", ["FY08", "FY09", "FY10"], label="year", note=False)
one("fiscal-slash", "fiscal years with slashes", ["2008/9", "2009/10", "2010/11"], label="year", note=False)
one("quarters", "quarters", ["2020-Q1", "2020-Q2", "2020-Q3"], label="quarter", note=False)
one("quarters-first", "quarters before the years", ["Q1 2020", "Q2 2020", "Q3 2020"], label="quarter", note=False)
one("weeks", "weeks", ["2020-W05", "2020-W06", "2020-W53"], label="week", note=False)
one("years", "none: years", ["2019", "2020", "2021"], [2019, 2020, 2021], number, keeps=False, label="year")
one("years-point-zero", "years with .0", ["2019.0", "2020.0", "2021.0"], [2019, 2020, 2021], number, keeps=False, label="year")
one("years-star", "years, one of them with a star", ["2019", "2020", "2021*"], [2019, 2020, 2021], number, label="year")
one("years-range", "years and a range of years", ["2019", "2020-2021", "2022"], label="year", note=False)

one("leap-1900", "29 February 1900, which was none", ["1900-02-28", "1900-02-29", "1900-03-01"])
one("leap-2019", "29 February 2019, which was none", ["2019-02-28", "2019-02-29", "2019-03-01"])
one("leap-2020", "none: 29 February 2020", ["2020-02-28", "2020-02-29", "2020-03-01"], ["2020-02-28", "2020-02-29", "2020-03-01"], keeps=False)
one("no-such-day", "31 April", ["2020-04-30", "2020-04-31", "2020-05-01"])
one("zero-date", "0000-00-00, as MySQL writes for missing", ["2020-01-05", "0000-00-00", "2019-12-31"], ["2020-01-05", None, "2019-12-31"])
one("forever", "none: 9999-12-31", ["2020-01-05", "9999-12-31", "2019-12-31"], ["2020-01-05", "9999-12-31", "2019-12-31"], keeps=False)
one("partial", "a day that is not known", ["2020-01-05", "2020-02-XX", "2019-12-31"])
one("partial-zero", "a day that is zero", ["2020-01-05", "2020-02-00", "2019-12-31"])
one("missing-first", "none: the first date is missing", ["", "2020-02-13", "2019-12-31"], [None, "2020-02-13", "2019-12-31"], keeps=False)
for word, code in {"n-a": "n/a", "tbd": "TBD", "unknown": "Unknown", "dash": "-", "null": "NULL"}.items():
    one(f"standin-{word}", f"“{code}” among dates", ["2020-01-05", code, "2019-12-31"], ["2020-01-05", None, "2019-12-31"])
one("standin-first", "“n/a” before dates", ["n/a", "2020-02-13", "2019-12-31"], [None, "2020-02-13", "2019-12-31"])
one("forms-mixed", "two forms of dates", ["2020-01-05", "13/02/2020", "31 Dec 2019"])
one("spaces", "spaces around dates", [" 2020-01-05", "2020-02-13 ", "2019-12-31"], ISO, note=False)
one("quoted-apostrophe", "an apostrophe before dates", ["'2020-01-05", "'2020-02-13", "'2019-12-31"], ISO, note=False)
one("long-ago", "none: dates long ago", ["1776-07-04", "1865-04-09", "1066-10-14"], ["1776-07-04", "1865-04-09", "1066-10-14"], keeps=False)
one("late", "dates of which the 3,001st is of another form", ["2020-01-05"] * 3000 + ["1/5/2020"])
