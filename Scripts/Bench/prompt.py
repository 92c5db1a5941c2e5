"""A session at the prompt: what an analyst asks of the encounters `x`, one question after the other, none of them twice."""

from questions import Question

REGIONS = """(table { state, region; "TX", "South"; "FL", "South"; "GA", "South"; "CA", "West"; "AZ", "West"; "WA", "West"; "NY", "East"; "NJ", "East";
"MA", "East"; "IL", "Midwest"; "OH", "Midwest"; "MI", "Midwest" })""".replace("\n", " ")
RESIDENTS = '(table { state, residents; "TX", 29_145_505; "CA", 39_538_223; "AZ", 7_151_502; "NM", 2_117_522; "FL", 21_538_187 })'

PROMPT = [
    Question("how many rows, and from when to when", "x | group: rows = count(), first = min(date), last = max(date)"),
    Question("describe the columns", "x | describe"),
    Question("rows of each level, as shares", "x | group by level: rows = count() | derive share = rows / sum(rows) | sort -rows"),
    Question("the ten costliest", "x | sort -cost | take 10"),
    Question("where costs are missing", "x | filter cost is missing | group by state: rows = count() | top 10 `rows`"),
    Question("rows and costs of each year", "x | group by year = year(date): rows = count(), cost = sum(cost)"),
    Question("change of costs between fiscal years",
             "x | group by year = fiscal_year(date): cost = sum(cost) | derive change = percent_change(cost) sort year"),
    Question("each month of one year", "x | filter year(date) == 2023 | group by month = month(date): rows = count()"),
    Question("costs so far, by quarter",
             "x | filter date >= @2020-01-01 | group by quarter = quarter(date): cost = sum(cost)"
             " | derive so_far = running_sum(cost) sort quarter"),
    Question("twenty rows of a county", 'x | filter state == "AZ" and county == "Pima County" | take 20'),
    Question("the newest rows of a state", 'x | filter state == "NM" | sort -date, -cost | take 25'),
    Question("largest pairs of state and county", "x | group by state, county: rows = count() | top 10 `rows`"),
    Question("costliest county of each state",
             "x | group by state, county: cost = sum(cost) | derive place = rank(-cost) within state | filter place == 1"),
    Question("levels of four states, side by side",
             'x | filter state in ["TX", "CA", "AZ", "NM"] | group by state, level: rows = count() | pivot level: sum(rows)'),
    Question("costs of levels by year, side by side",
             "x | group by year = year(date), level: cost = mean(cost) | pivot level: max(cost)"),
    Question("young people from one country",
             'x | filter country == "Cuba" and age < 21 | group by state: rows = count() | top 5 `rows`'),
    Question("median age by country", "x | group by country: rows = count(), middle = median(age) | sort -middle"),
    Question("spread of costs by level", "x | group by level: low = quantile(cost, 0.1), middle = median(cost), high = quantile(cost, 0.9)"),
    Question("share of one level, by state", 'x | group by state: felonies = share(where: level == "felony") | top 10 felonies'),
    Question("which countries there are", "x | select country | distinct | sort country"),
    Question("how many counties each state has", "x | select state, county | distinct | group by state: counties = count()"),
    Question("how many days have rows, by country", "x | group by country: days = count_distinct(date) | sort -days"),
    Question("by region, from a small table", f"x | join {REGIONS} on state | group by region, level: rows = count(), cost = sum(cost)"),
    Question("per head of the population",
             f"x | group by state: rows = count() | join {RESIDENTS} on state | derive rate = 100_000 * rows / residents | sort -rate"),
    Question("largest rises from year to year",
             "x | group by state, year = year(date): rows = count() | derive rise = rows - previous(rows) within state sort year | top 10 rise"),
    Question("remarks with a word", 'x | filter contains(remark, "interpreter") | group by country: rows = count() | top 5 `rows`'),
    Question("remarks of a pattern, by year", 'x | filter matches(remark, "flight|by air") | group by year = year(date): rows = count()'),
    Question("countries by their first letter",
             'x | filter starts_with(country, "C") or starts_with(country, "E") | group by country, level: rows = count(), oldest = max(age)'),
    Question("classes of age",
             'x | derive class = if age < 25 then "under 25" else if age < 45 then "25 to 44" else if age < 65 then "45 to 64" else "65 and over"'
             " | group by class: rows = count(), cost = mean(cost)"),
    Question("weekends against workdays",
             "x | derive weekend = weekday(date) >= 6 | group by weekend, level: rows = count(), cost = sum(cost ?? 0)"),
]
