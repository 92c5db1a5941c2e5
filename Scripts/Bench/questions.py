"""The questions of the benchmark, each in the words of every engine.

Tables are called x, small, medium and big everywhere, and answers have the same columns in the same order. In Polars the
tables are lazy frames, and the answer is collected.
"""

from dataclasses import dataclass, field


@dataclass
class Question:
    name: str
    stet: str
    # Empty where this engine is not asked.
    sql: str = ""
    polars: str = ""
    # Columns that bring the rows of two answers into one order; the others follow.
    keys: list = field(default_factory=list)
    # Columns that must be in this order in the answer itself.
    ordered: list = field(default_factory=list)
    # Whether the answer's order leaves no choice; its rows are then compared as they come, and may be more than memory holds.
    total: bool = False
    # Differences below this do not count, for figures that are rounded at the scale of 1 and may be close to 0.
    absolute: float = 0.0
    # At most this share of the faster peer's time; none if only the geometric mean decides.
    goal: float | None = None


GROUP = [
    Question(
        "q1: sum v1 by id1",
        "x | group by id1: v1 = sum(v1)",
        "SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1",
        "x.group_by('id1').agg(pl.col('v1').sum())",
    ),
    Question(
        "q2: sum v1 by id1, id2",
        "x | group by id1, id2: v1 = sum(v1)",
        "SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2",
        "x.group_by('id1', 'id2').agg(pl.col('v1').sum())",
    ),
    Question(
        "q3: sum v1, mean v3 by id3",
        "x | group by id3: v1 = sum(v1), v3 = mean(v3)",
        "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM x GROUP BY id3",
        "x.group_by('id3').agg(pl.col('v1').sum(), pl.col('v3').mean())",
    ),
    Question(
        "q4: mean v1, v2, v3 by id4",
        "x | group by id4: v1 = mean(v1), v2 = mean(v2), v3 = mean(v3)",
        "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM x GROUP BY id4",
        "x.group_by('id4').agg(pl.col('v1', 'v2', 'v3').mean())",
    ),
    Question(
        "q5: sum v1, v2, v3 by id6",
        "x | group by id6: v1 = sum(v1), v2 = sum(v2), v3 = sum(v3)",
        "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6",
        "x.group_by('id6').agg(pl.col('v1', 'v2', 'v3').sum())",
    ),
    # All three: the mean of the two middle values, and the sample's deviation (n - 1).
    Question(
        "q6: median, sd v3 by id4, id5",
        "x | group by id4, id5: median = median(v3), sd = sd(v3)",
        "SELECT id4, id5, median(v3) AS median, stddev_samp(v3) AS sd FROM x GROUP BY id4, id5",
        "x.group_by('id4', 'id5').agg(pl.col('v3').median().alias('median'), pl.col('v3').std(ddof=1).alias('sd'))",
    ),
    Question(
        "q7: max v1 - min v2 by id3",
        "x | group by id3: range = max(v1) - min(v2)",
        "SELECT id3, max(v1) - min(v2) AS range FROM x GROUP BY id3",
        "x.group_by('id3').agg((pl.col('v1').max() - pl.col('v2').min()).alias('range'))",
    ),
    # `top` keeps ties where the others cut; the generated values have none there, and the check would show one.
    Question(
        "q8: two largest v3 by id6",
        "x | top 2 v3 by id6 | select id6, v3",
        "SELECT id6, unnest(max(v3, 2)) AS v3 FROM x GROUP BY id6",
        "x.group_by('id6').agg(pl.col('v3').top_k(2)).explode('v3')",
    ),
    # A correlation near 0 is a difference of nearly equal sums: every engine has it to about 1e-15, whatever its size.
    Question(
        "q9: r² of v1, v2 by id2, id4",
        "x | group by id2, id4: r = correlation(v1, v2) | select id2, id4, r2 = r * r",
        "SELECT id2, id4, corr(v1, v2) ** 2 AS r2 FROM x GROUP BY id2, id4",
        "x.group_by('id2', 'id4').agg((pl.corr('v1', 'v2') ** 2).alias('r2'))",
        absolute=1e-15,
    ),
    Question(
        "q10: sum v3, count by id1…id6",
        "x | group by id1, id2, id3, id4, id5, id6: v3 = sum(v3), rows = count()",
        "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS rows FROM x GROUP BY id1, id2, id3, id4, id5, id6",
        "x.group_by('id1', 'id2', 'id3', 'id4', 'id5', 'id6').agg(pl.col('v3').sum(), pl.len().alias('rows'))",
        keys=["id6", "id4", "id5"],
    ),
]

# Stet refuses a join that would give two columns one name, so the right side's are named as Polars names them.
MEDIUM = {
    "id2": "(medium | select id2, id1_right = id1, id4_right = id4, id5_right = id5, v2)",
    "id5": "(medium | select id5, id1_right = id1, id2_right = id2, id4_right = id4, v2)",
}

JOIN = [
    Question(
        "j1: inner small on int",
        "x | join (small | select id1, id4_right = id4, v2) on id1",
        "SELECT x.*, small.id4 AS id4_right, v2 FROM x JOIN small USING (id1)",
        "x.join(small, on='id1')",
        keys=["id3"],
    ),
    Question(
        "j2: inner medium on int",
        f"x | join {MEDIUM['id2']} on id2",
        "SELECT x.*, medium.id1 AS id1_right, medium.id4 AS id4_right, medium.id5 AS id5_right, v2 FROM x JOIN medium USING (id2)",
        "x.join(medium, on='id2')",
        keys=["id3"],
    ),
    Question(
        "j3: left medium on int",
        f"x | left join {MEDIUM['id2']} on id2",
        "SELECT x.*, medium.id1 AS id1_right, medium.id4 AS id4_right, medium.id5 AS id5_right, v2"
        " FROM x LEFT JOIN medium USING (id2)",
        "x.join(medium, on='id2', how='left')",
        keys=["id3"],
    ),
    Question(
        "j4: inner medium on text",
        f"x | join {MEDIUM['id5']} on id5",
        "SELECT x.*, medium.id1 AS id1_right, medium.id2 AS id2_right, medium.id4 AS id4_right, v2 FROM x JOIN medium USING (id5)",
        "x.join(medium, on='id5')",
        keys=["id3"],
    ),
    Question(
        "j5: inner big on int",
        "x | join (big | select id3, id1_right = id1, id2_right = id2, id4_right = id4, id5_right = id5, id6_right = id6, v2) on id3",
        "SELECT x.*, big.id1 AS id1_right, big.id2 AS id2_right, big.id4 AS id4_right, big.id5 AS id5_right,"
        " big.id6 AS id6_right, v2 FROM x JOIN big USING (id3)",
        "x.join(big, on='id3')",
        keys=["id3"],
    ),
]

SORT = [
    Question(
        "s1: by text", "x | sort id3", "SELECT * FROM x ORDER BY id3", "x.sort('id3')",
        keys=["id6", "v3"], ordered=["id3"], goal=0.4,
    ),
    Question(
        "s2: by float, descending", "x | sort -v3", "SELECT * FROM x ORDER BY v3 DESC", "x.sort('v3', descending=True)",
        keys=["id6", "v3"], ordered=["v3"], goal=0.4,
    ),
    Question(
        "s3: by text and float", "x | sort id1, -v3", "SELECT * FROM x ORDER BY id1, v3 DESC",
        "x.sort('id1', 'v3', descending=[False, True])",
        keys=["id6", "v3"], ordered=["id1", "v3"], goal=0.4,
    ),
    Question(
        "s4: top 10", "x | top 10 v3", "SELECT * FROM x ORDER BY v3 DESC LIMIT 10", "x.top_k(10, by='v3')",
        keys=["v3"], goal=0.5,
    ),
]

# `encounters` from its file to a printed table. In SQLite every column of an imported file is text.
ONE_LINER_ANSWER = Question("one-liner", "", keys=["state"], ordered=["state"])
ONE_LINERS = {
    "stet": "load \"{file}\" | filter level == \"felony\" and age >= 30 | group by state: rows = count(), cost = sum(cost)",
    "duckdb-cli": "SELECT state, count(*) AS rows, sum(cost) AS cost FROM '{file}' WHERE level = 'felony' AND age >= 30"
    " GROUP BY state ORDER BY state",
    "polars": "import polars as pl; print(pl.scan_csv('{file}').filter((pl.col('level') == 'felony') & (pl.col('age') >= 30))"
    ".group_by('state').agg(pl.len().alias('rows'), pl.col('cost').sum()).sort('state').collect().write_csv(), end='')",
    "miller": ["filter", "$level == \"felony\" && $age >= 30", "then", "stats1", "-a", "count,sum", "-f", "age,cost", "-g", "state",
               "then", "cut", "-o", "-f", "state,age_count,cost_sum", "then", "rename", "age_count,rows,cost_sum,cost",
               "then", "sort", "-f", "state"],
    "sqlite3": "SELECT state, count(*) AS rows, sum(cost) AS cost FROM t WHERE level = 'felony' AND CAST(age AS INTEGER) >= 30"
    " GROUP BY state ORDER BY state",
}
