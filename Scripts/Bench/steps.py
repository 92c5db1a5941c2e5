"""Everyday steps, as one takes them at the prompt: on `x`, a table of encounters whose texts repeat, and on `big`, whose
`id6` has a text of its own in every row.

Most end in a figure, so that the step is measured and not the writing of its result; some keep whole tables, which is what a
prompt does. Polars has dates as the other two have them.
"""

from questions import Question


def step(name, stet, sql, polars, **more):
    return Question(name, stet, sql, polars, goal=1.0, **more)


TOTAL = "rows = count(), cost = sum(cost)"
SQL_TOTAL = "count(*) AS rows, sum(cost) AS cost"
POLARS_TOTAL = "pl.len().alias('rows'), pl.col('cost').sum()"


def filtering(name, stet, sql, polars):
    """How many rows a condition keeps, and their sum."""
    return step(
        f"filter: {name}", f"x | filter {stet} | group: {TOTAL}", f"SELECT {SQL_TOTAL} FROM x WHERE {sql}",
        f"x.filter({polars}).select({POLARS_TOTAL})")


def grouping(name, stet, sql, polars, key="state"):
    """Aggregates by a column."""
    return step(
        f"group: {name}", f"x | group by {key}: {stet}", f"SELECT {key}, {sql} FROM x GROUP BY {key}",
        f"x.group_by('{key}').agg({polars})", keys=[key])


def keyed(name, stet, sql, polars):
    """Rows counted by a calculated key."""
    return step(
        f"group by {name}", f"x | group by k = {stet}: {TOTAL}", f"SELECT {sql} AS k, {SQL_TOTAL} FROM x GROUP BY k",
        f"x.group_by(({polars}).alias('k')).agg({POLARS_TOTAL})", keys=["k"])


def deriving(name, stet, sql, polars, table="x"):
    """A calculated number, summed up."""
    return step(
        f"derive: {name}", f"{table} | derive v = {stet} | group: v = sum(v)", f"SELECT sum({sql}) AS v FROM {table}",
        f"{table}.select(({polars}).sum().alias('v'))", absolute=1e-3)


def counting(name, stet, sql, polars, table="x"):
    """How many rows a condition on texts keeps."""
    return step(
        f"filter: {name}", f"{table} | filter {stet} | group: rows = count()", f"SELECT count(*) AS rows FROM {table} WHERE {sql}",
        f"{table}.filter({polars}).select(pl.len().alias('rows'))")


def windowed(name, stet, sql, polars):
    """A window's column, summed up by state."""
    return step(
        f"window: {name}", f"x | derive w = {stet} | group by state: w = sum(w)",
        f"SELECT state, sum(w) AS w FROM (SELECT state, {sql} AS w FROM x) GROUP BY state",
        f"x.with_columns(({polars}).alias('w')).group_by('state').agg(pl.col('w').sum())", keys=["state"], absolute=1e-3)


C = "pl.col('{}')".format
COST, AGE, STATE, DATE = C("cost"), C("age"), C("state"), C("date")

STEPS = [
    filtering("a range or two conditions", '(age > 30 and age < 40) or (state == "TX" and cost > 500)',
              "(age > 30 AND age < 40) OR (state = 'TX' AND cost > 500)",
              f"(({AGE} > 30) & ({AGE} < 40)) | (({STATE} == 'TX') & ({COST} > 500))"),
    filtering("half of the rows", "age >= 48", "age >= 48", f"{AGE} >= 48"),
    filtering("one text", 'level == "felony"', "level = 'felony'", "pl.col('level') == 'felony'"),
    filtering("a list of texts", 'state in ["TX", "CA", "AZ", "OH"]',
              "state IN ('TX', 'CA', 'AZ', 'OH')",
              f"{STATE}.is_in(['TX', 'CA', 'AZ', 'OH'])"),
    filtering("a month of dates", "date >= @2015-03-01 and date < @2015-04-01",
              "date >= DATE '2015-03-01' AND date < DATE '2015-04-01'",
              f"({DATE} >= pl.date(2015, 3, 1)) & ({DATE} < pl.date(2015, 4, 1))"),
    counting("missing values", "cost is missing", "cost IS NULL", f"{COST}.is_null()"),
    filtering("a calculated number", "cost * 2 > age * 100", "cost * 2 > age * 100", f"{COST} * 2 > {AGE} * 100"),
    step("filter: keep the table", "x | filter age >= 48", "SELECT * FROM x WHERE age >= 48", f"x.filter({AGE} >= 48)",
         keys=["date", "county", "age"]),
    counting("contains", 'contains(remark, "re")', "contains(remark, 're')", "pl.col('remark').str.contains('re', literal=True)"),
    counting("pattern, repeated texts", 'matches(county, "^[A-M].*a")', "regexp_matches(county, '^[A-M].*a')",
             "pl.col('county').str.contains('^[A-M].*a')"),
    counting("pattern, different texts", 'matches(id6, "12.*34")', "regexp_matches(id6, '12.*34')",
             "pl.col('id6').str.contains('12.*34')", table="big"),
    counting("contains, different texts", 'contains(id6, "123")', "contains(id6, '123')",
             "pl.col('id6').str.contains('123', literal=True)", table="big"),
    counting("ends with, different texts", 'ends_with(id6, "77")', "ends_with(id6, '77')", "pl.col('id6').str.ends_with('77')",
             table="big"),
    deriving("arithmetic", "cost * 1.07 + age * 2 - 3", "cost * 1.07 + age * 2 - 3", f"{COST} * 1.07 + {AGE} * 2 - 3"),
    deriving("division", "cost / age", "cost / age", f"{COST} / {AGE}"),
    deriving("if", "if age < 30 then cost else cost * 0.5", "CASE WHEN age < 30 THEN cost ELSE cost * 0.5 END",
             f"pl.when({AGE} < 30).then({COST}).otherwise({COST} * 0.5)"),
    deriving("match", 'match level { "felony" => 3, "misdemeanor" => 2, else => 1 }',
             "CASE level WHEN 'felony' THEN 3 WHEN 'misdemeanor' THEN 2 ELSE 1 END",
             "pl.when(pl.col('level') == 'felony').then(3).when(pl.col('level') == 'misdemeanor').then(2).otherwise(1)"),
    deriving("coalesce", "cost ?? 0", "coalesce(cost, 0)", f"{COST}.fill_null(0)"),
    deriving("square root", "sqrt(cost)", "sqrt(cost)", f"{COST}.sqrt()"),
    deriving("clamp", "clamp(age, 21, 65)", "greatest(21, least(65, age))", f"{AGE}.clip(21, 65)"),
    deriving("length, repeated texts", "length(county)", "length(county)", "pl.col('county').str.len_chars()"),
    deriving("length, different texts", "length(id6)", "length(id6)", "pl.col('id6').str.len_chars()", table="big"),
    deriving("number of a text", "number(replace(id6, \"id\", \"\"))", "CAST(replace(id6, 'id', '') AS BIGINT)",
             "pl.col('id6').str.replace_all('id', '', literal=True).cast(pl.Int64)", table="big"),
    deriving("days between", "days_between(date, @2024-10-01)", "date_diff('day', date, DATE '2024-10-01')",
             f"(pl.date(2024, 10, 1) - {DATE}).dt.total_days()"),
    step("derive: keep the table", "x | derive v = cost * 1.07 + age", "SELECT *, cost * 1.07 + age AS v FROM x",
         f"x.with_columns(({COST} * 1.07 + {AGE}).alias('v'))", keys=["date", "county", "age"]),
    keyed("year", "year(date)", "year(date)", f"{DATE}.dt.year()"),
    keyed("weekday", "weekday(date)", "isodow(date)", f"{DATE}.dt.weekday()"),
    keyed("lower case", "lower(county)", "lower(county)", "pl.col('county').str.to_lowercase()"),
    keyed("text put together", '"{state}-{level}"', "state || '-' || level", f"{STATE} + '-' + pl.col('level')"),
    keyed("classes of numbers", "floor(age / 10)", "floor(age / 10)", f"({AGE} / 10).floor()"),
    grouping("mean", "m = mean(cost)", "avg(cost) AS m", f"{COST}.mean().alias('m')"),
    grouping("smallest and largest", "a = min(cost), b = max(date)", "min(cost) AS a, max(date) AS b",
             f"{COST}.min().alias('a'), {DATE}.max().alias('b')"),
    grouping("median", "m = median(cost)", "median(cost) AS m", f"{COST}.median().alias('m')"),
    grouping("distinct texts", "n = count_distinct(county)", "count(DISTINCT county) AS n",
             "pl.col('county').drop_nulls().n_unique().alias('n')"),
    grouping("distinct dates", "n = count_distinct(date)", "count(DISTINCT date) AS n", f"{DATE}.n_unique().alias('n')"),
    grouping("counted under a condition", "n = count(where: age < 30)", "count(*) FILTER (age < 30) AS n",
             f"({AGE} < 30).sum().alias('n')"),
    grouping("share", "s = share(cost, where: age < 30)", "sum(CASE WHEN age < 30 THEN cost ELSE 0 END) / sum(cost) AS s",
             f"({COST}.filter({AGE} < 30).sum() / {COST}.sum()).alias('s')"),
    grouping("deviation and correlation", "sd = sd(cost), r = correlation(age, cost)",
             "stddev_samp(cost) AS sd, corr(age, cost) AS r",
             f"{COST}.std().alias('sd'), pl.corr('age', 'cost').alias('r')"),
    grouping("by date", "rows = count()", "count(*) AS rows", "pl.len().alias('rows')", key="date"),
    step("group: by two texts", "x | group by state, county: rows = count(), oldest = max(age)",
         "SELECT state, county, count(*) AS rows, max(age) AS oldest FROM x GROUP BY ALL",
         f"x.group_by('state', 'county').agg(pl.len().alias('rows'), {AGE}.max().alias('oldest'))", keys=["state", "county"]),
    step("distinct", "x | select state, county, level | distinct", "SELECT DISTINCT state, county, level FROM x",
         "x.select('state', 'county', 'level').unique()", keys=["state", "county", "level"]),
    step("pivot", "x | group by state, level: rows = count() | pivot level: sum(rows)",
         "PIVOT (SELECT state, level, count(*) AS rows FROM x GROUP BY ALL) ON level USING sum(rows)",
         "x.group_by('state', 'level').agg(pl.len().alias('rows')).collect().pivot('level', index='state', values='rows')"
         ".select('state', 'felony', 'misdemeanor', 'no record', 'not stated', 'pending charge').lazy()",
         keys=["state"]),
    step("sort and take", "x | sort state, -date, cost | take 100", "SELECT * FROM x ORDER BY state, date DESC, cost LIMIT 100",
         "x.sort('state', 'date', 'cost', descending=[False, True, False], nulls_last=True).head(100)",
         keys=["date", "county", "age", "cost"]),
    step("sort by date", "x | sort date", "SELECT * FROM x ORDER BY date", "x.sort('date')", keys=["date", "county", "age", "cost"],
         ordered=["date"]),
    step("top of each group", "x | top 3 cost by state | select state, cost",
         # Of values that tie with the third, all are kept.
         "SELECT state, cost FROM (SELECT state, cost, rank() OVER (PARTITION BY state ORDER BY cost DESC NULLS LAST) AS r FROM x) WHERE r <= 3",
         f"x.filter({COST}.rank('min', descending=True).over('state') <= 3).select('state', 'cost')", keys=["state", "cost"]),
    windowed("share of the group", "cost / sum(cost) within state", "cost / sum(cost) OVER (PARTITION BY state)",
             f"{COST} / {COST}.sum().over('state')"),
    windowed("rank within", "rank(-age) within state", "rank() OVER (PARTITION BY state ORDER BY age DESC)",
             f"{AGE}.rank('min', descending=True).cast(pl.Int64).over('state')"),
    windowed("running sum", "running_sum(age) within state sort date, age",
             "sum(age) OVER (PARTITION BY state ORDER BY date, age ROWS UNBOUNDED PRECEDING)",
             f"{AGE}.cum_sum().over('state', order_by=['date', 'age'])"),
    windowed("previous", "age - previous(age) within state sort date, age",
             "age - lag(age) OVER (PARTITION BY state ORDER BY date, age)",
             f"{AGE} - {AGE}.shift(1).over('state', order_by=['date', 'age'])"),
    step("join: a table of states", "x | join (x | group by state: most = max(age)) on state"
         " | group: rows = count(), v = sum(most)",
         "SELECT count(*) AS rows, sum(most) AS v FROM x JOIN (SELECT state, max(age) AS most FROM x GROUP BY state) USING (state)",
         f"x.join(x.group_by('state').agg({AGE}.max().alias('most')), on='state')"
         ".select(pl.len().alias('rows'), pl.col('most').sum().alias('v'))"),
    step("keep matching, repeated keys", "x | keep matching (x | filter age == 77 and level == \"felony\") on county, date"
         " | group: rows = count()",
         "SELECT count(*) AS rows FROM x SEMI JOIN (SELECT * FROM x WHERE age = 77 AND level = 'felony') AS y"
         " ON x.county = y.county AND x.date = y.date",
         f"x.join(x.filter(({AGE} == 77) & (pl.col('level') == 'felony')), on=['county', 'date'], how='semi')"
         ".select(pl.len().alias('rows'))"),
    step("unpivot", "x | select state, age, cost | unpivot age, cost as what, v | group by what: v = sum(v)",
         "SELECT what, sum(v) AS v FROM (UNPIVOT (SELECT state, CAST(age AS DOUBLE) AS age, cost FROM x)"
         " ON age, cost INTO NAME what VALUE v) GROUP BY what",
         "x.select('state', pl.col('age').cast(pl.Float64), 'cost')"
         ".unpivot(['age', 'cost'], index='state', variable_name='what', value_name='v')"
         ".group_by('what').agg(pl.col('v').sum())", keys=["what"]),
]
