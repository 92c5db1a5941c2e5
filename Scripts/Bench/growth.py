"""One step of each kind, to see how its time grows with the rows: on `x`, a table of encounters; on `small_keys`, the table for
groups; and on `left` and `big`, tables for joins that have a key of its own in nearly every row.

The right sides of joins grow with the rows as the left ones do, but not the matches of a row.
"""

from questions import Question

GROWTH = [
    Question("filter", "x | filter age >= 48"),
    Question("derive: number", "x | derive v = cost * 1.07 + age"),
    Question("derive: text, repeated", 'x | derive v = "{state}-{lower(county)}"'),
    Question("derive: text, different", "big | derive v = upper(id6)"),
    Question("pattern, repeated texts", 'x | filter matches(county, "^[A-M].*a")'),
    Question("pattern, different texts", 'big | filter matches(id6, "12.*34")'),
    Question("group: few keys", "x | group by state: rows = count(), cost = sum(cost)"),
    Question("group: many numbers", "big | group by id3: rows = count(), v2 = sum(v2)"),
    Question("group: many texts", "big | group by id6: rows = count(), v2 = sum(v2)"),
    Question("median", "x | group by state: m = median(cost)"),
    Question("count_distinct", "x | group by state: n = count_distinct(cost)"),
    Question("distinct", "left | select id2, id3 | distinct"),
    Question("sort: number", "left | sort id3"),
    Question("sort: text", "left | sort id6"),
    Question("sort and take", "x | sort state, -date, cost | take 100"),
    Question("top of each group", "small_keys | top 2 v3 by id6"),
    Question("window: rank", "x | derive r = rank(-cost) within state"),
    Question("window: running sum", "x | derive s = running_sum(age) within state sort date, age"),
    Question("window: share of the group", "big | derive s = v2 / sum(v2) within id2"),
    Question("join", "left | join (big | select id3, v2) on id3"),
    Question("join many, group",
             "x | join many (x | group by state, level: known = count() | select state, other = level, known) on state"
             " | group: pairs = count(), known = sum(known)"),
    Question("keep matching", "x | keep matching (x | filter age == 77) on state, county | group: rows = count()"),
    Question("drop matching, many keys", "left | drop matching big on id3"),
    Question("pivot", "x | select date, county, level, age | pivot level: sum(age)"),
    Question("unpivot", "x | select state, age, cost | unpivot age, cost as what, v"),
    Question("append", "left | select id3, id6 | append (big | select id3, id6)"),
    Question("save as CSV", 'x | save "growth.csv"'),
]
