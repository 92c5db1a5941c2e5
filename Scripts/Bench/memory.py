"""Questions about a table that is larger than the memory that is allowed, from its file `x`; `y` has a row for a tenth as many keys.

All of an answer is needed, and all but that of the sort is small: what is measured is the step, not the writing.
"""

from questions import Question

MEMORY = [
    Question(
        "group by 10 keys",
        'load "{x}" | group by id1: rows = count(), v1 = sum(v1), v3 = mean(v3)',
        "SELECT id1, count(*) AS rows, sum(v1) AS v1, avg(v3) AS v3 FROM '{x}' GROUP BY id1", keys=["id1"],
    ),
    Question(
        "group by a tenth as many numbers as rows",
        'load "{x}" | group by id6: rows = count(), v1 = sum(v1), v3 = sum(v3) | top 100 v3',
        "SELECT id6, count(*) AS rows, sum(v1) AS v1, sum(v3) AS v3 FROM '{x}' GROUP BY id6 ORDER BY v3 DESC LIMIT 100", keys=["id6"],
    ),
    Question(
        "join a tenth as many rows, then group",
        'load "{x}" | join (load "{y}" | select id6 = id3, v2_right = v2) on id6 | group by id1: rows = count(), v = sum(v1 * v2_right)',
        "SELECT x.id1, count(*) AS rows, sum(x.v1 * y.v2) AS v FROM '{x}' AS x JOIN '{y}' AS y ON x.id6 = y.id3 GROUP BY x.id1", keys=["id1"],
    ),
    # A file that is sorted needs every row and every column; with four keys no two rows tie.
    Question(
        "sort the whole table and save it",
        'load "{x}" | sort id6, -v3, v1, v2', "SELECT * FROM '{x}' ORDER BY id6, v3 DESC, v1, v2", total=True,
    ),
    Question(
        "group by a tenth as many texts as rows",
        'load "{x}" | group by id3: rows = count(), v1 = sum(v1), v3 = sum(v3) | top 100 v3',
        "SELECT id3, count(*) AS rows, sum(v1) AS v1, sum(v3) AS v3 FROM '{x}' GROUP BY id3 ORDER BY v3 DESC LIMIT 100", keys=["id3"],
    ),
]
