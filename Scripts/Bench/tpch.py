"""The 22 questions of TPC-H (https://www.tpc.org/tpch), each in the words of every engine, with the parameters of its validation.

In Stet as an analyst would write them: no hints, and the joins in the order of the question.
"""

from questions import Question

TPCH_TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]

REVENUE = "sum(l_extendedprice * (1 - l_discount))"
POLARS_REVENUE = "(pl.col('l_extendedprice') * (1 - pl.col('l_discount'))).sum()"


def question(number, name, stet, sql, polars, keys):
    return Question(f"q{number}: {name}", flat(stet), flat(sql), flat(polars), keys=keys, goal=1.0)


def flat(text):
    """On one line, by which the timings of a script know a statement."""
    return " ".join(text.split())


TPCH = [
    question(1, "pricing summary", f"""
        lineitem | filter l_shipdate <= @1998-09-02
        | group by l_returnflag, l_linestatus: sum_qty = sum(l_quantity), sum_base_price = sum(l_extendedprice),
            sum_disc_price = {REVENUE}, sum_charge = sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)),
            avg_qty = mean(l_quantity), avg_price = mean(l_extendedprice), avg_disc = mean(l_discount), count_order = count()
        | sort l_returnflag, l_linestatus""", f"""
        SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty, sum(l_extendedprice) AS sum_base_price,
            {REVENUE} AS sum_disc_price, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge,
            avg(l_quantity) AS avg_qty, avg(l_extendedprice) AS avg_price, avg(l_discount) AS avg_disc, count(*) AS count_order
        FROM lineitem WHERE l_shipdate <= DATE '1998-09-02' GROUP BY ALL ORDER BY ALL""", f"""
        lineitem.filter(pl.col('l_shipdate') <= pl.date(1998, 9, 2)).group_by('l_returnflag', 'l_linestatus').agg(
            pl.col('l_quantity').sum().alias('sum_qty'), pl.col('l_extendedprice').sum().alias('sum_base_price'),
            {POLARS_REVENUE}.alias('sum_disc_price'),
            (pl.col('l_extendedprice') * (1 - pl.col('l_discount')) * (1 + pl.col('l_tax'))).sum().alias('sum_charge'),
            pl.col('l_quantity').mean().alias('avg_qty'), pl.col('l_extendedprice').mean().alias('avg_price'),
            pl.col('l_discount').mean().alias('avg_disc'), pl.len().alias('count_order')).sort('l_returnflag', 'l_linestatus')""",
        ["l_returnflag", "l_linestatus"]),
    question(2, "cheapest supplier of a part", """
        partsupp | join (part | filter p_size == 15 and ends_with(p_type, "BRASS")) on ps_partkey == p_partkey
        | join supplier on ps_suppkey == s_suppkey | join nation on s_nationkey == n_nationkey
        | keep matching (region | filter r_name == "EUROPE") on n_regionkey == r_regionkey
        | derive least = min(ps_supplycost) within ps_partkey | filter ps_supplycost == least
        | select s_acctbal, s_name, n_name, p_partkey = ps_partkey, p_mfgr, s_phone
        | sort -s_acctbal, n_name, s_name, p_partkey | take 100""", """
        SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_phone
        FROM part JOIN partsupp ON p_partkey = ps_partkey JOIN supplier ON s_suppkey = ps_suppkey
            JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
        WHERE p_size = 15 AND p_type LIKE '%BRASS' AND r_name = 'EUROPE' AND ps_supplycost = (
            SELECT min(ps_supplycost) FROM partsupp JOIN supplier ON s_suppkey = ps_suppkey
                JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
            WHERE p_partkey = ps_partkey AND r_name = 'EUROPE')
        ORDER BY s_acctbal DESC, n_name, s_name, p_partkey LIMIT 100""", """
        partsupp.join(part.filter((pl.col('p_size') == 15) & pl.col('p_type').str.ends_with('BRASS')), left_on='ps_partkey', right_on='p_partkey')
        .join(supplier, left_on='ps_suppkey', right_on='s_suppkey').join(nation, left_on='s_nationkey', right_on='n_nationkey')
        .join(region.filter(pl.col('r_name') == 'EUROPE'), left_on='n_regionkey', right_on='r_regionkey', how='semi')
        .filter(pl.col('ps_supplycost') == pl.col('ps_supplycost').min().over('ps_partkey'))
        .select('s_acctbal', 's_name', 'n_name', pl.col('ps_partkey').alias('p_partkey'), 'p_mfgr', 's_phone')
        .sort('s_acctbal', 'n_name', 's_name', 'p_partkey', descending=[True, False, False, False]).head(100)""",
        ["s_name", "p_partkey"]),
    question(3, "largest orders not shipped", f"""
        lineitem | filter l_shipdate > @1995-03-15
        | join (orders | filter o_orderdate < @1995-03-15
            | keep matching (customer | filter c_mktsegment == "BUILDING") on o_custkey == c_custkey) on l_orderkey == o_orderkey
        | group by l_orderkey, o_orderdate, o_shippriority: revenue = {REVENUE}
        | sort -revenue, o_orderdate | take 10 | select l_orderkey, revenue, o_orderdate, o_shippriority""", f"""
        SELECT l_orderkey, {REVENUE} AS revenue, o_orderdate, o_shippriority
        FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
        WHERE c_mktsegment = 'BUILDING' AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
        GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 10""", f"""
        customer.filter(pl.col('c_mktsegment') == 'BUILDING').join(orders.filter(pl.col('o_orderdate') < pl.date(1995, 3, 15)), left_on='c_custkey', right_on='o_custkey')
        .join(lineitem.filter(pl.col('l_shipdate') > pl.date(1995, 3, 15)), left_on='o_orderkey', right_on='l_orderkey')
        .group_by('o_orderkey', 'o_orderdate', 'o_shippriority').agg({POLARS_REVENUE}.alias('revenue'))
        .select(pl.col('o_orderkey').alias('l_orderkey'), 'revenue', 'o_orderdate', 'o_shippriority')
        .sort('revenue', 'o_orderdate', descending=[True, False]).head(10)""", ["l_orderkey"]),
    question(4, "late orders by priority", """
        orders | filter o_orderdate >= @1993-07-01 and o_orderdate < @1993-10-01
        | keep matching (lineitem | filter l_commitdate < l_receiptdate) on o_orderkey == l_orderkey
        | group by o_orderpriority: order_count = count() | sort o_orderpriority""", """
        SELECT o_orderpriority, count(*) AS order_count FROM orders
        WHERE o_orderdate >= DATE '1993-07-01' AND o_orderdate < DATE '1993-10-01'
            AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
        GROUP BY o_orderpriority ORDER BY o_orderpriority""", """
        orders.filter((pl.col('o_orderdate') >= pl.date(1993, 7, 1)) & (pl.col('o_orderdate') < pl.date(1993, 10, 1)))
        .join(lineitem.filter(pl.col('l_commitdate') < pl.col('l_receiptdate')), left_on='o_orderkey', right_on='l_orderkey', how='semi')
        .group_by('o_orderpriority').agg(pl.len().alias('order_count')).sort('o_orderpriority')""", ["o_orderpriority"]),
    question(5, "revenue within a nation", f"""
        lineitem
        | join (orders | filter o_orderdate >= @1994-01-01 and o_orderdate < @1995-01-01 | join customer on o_custkey == c_custkey)
            on l_orderkey == o_orderkey
        | join supplier on l_suppkey == s_suppkey | filter c_nationkey == s_nationkey
        | join nation on s_nationkey == n_nationkey
        | keep matching (region | filter r_name == "ASIA") on n_regionkey == r_regionkey
        | group by n_name: revenue = {REVENUE} | sort -revenue""", f"""
        SELECT n_name, {REVENUE} AS revenue
        FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
            JOIN supplier ON l_suppkey = s_suppkey AND c_nationkey = s_nationkey
            JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
        WHERE r_name = 'ASIA' AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01'
        GROUP BY n_name ORDER BY revenue DESC""", f"""
        region.filter(pl.col('r_name') == 'ASIA').join(nation, left_on='r_regionkey', right_on='n_regionkey')
        .join(customer, left_on='n_nationkey', right_on='c_nationkey')
        .join(orders.filter((pl.col('o_orderdate') >= pl.date(1994, 1, 1)) & (pl.col('o_orderdate') < pl.date(1995, 1, 1))), left_on='c_custkey', right_on='o_custkey')
        .join(lineitem, left_on='o_orderkey', right_on='l_orderkey')
        .join(supplier, left_on=['l_suppkey', 'n_nationkey'], right_on=['s_suppkey', 's_nationkey'])
        .group_by('n_name').agg({POLARS_REVENUE}.alias('revenue')).sort('revenue', descending=True)""", ["n_name"]),
    question(6, "revenue from a discount", """
        lineitem | filter l_shipdate >= @1994-01-01 and l_shipdate < @1995-01-01 and l_discount >= 0.05 and l_discount <= 0.07
            and l_quantity < 24
        | group: revenue = sum(l_extendedprice * l_discount)""", """
        SELECT sum(l_extendedprice * l_discount) AS revenue FROM lineitem
        WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01' AND l_discount BETWEEN 0.05 AND 0.07
            AND l_quantity < 24""", """
        lineitem.filter((pl.col('l_shipdate') >= pl.date(1994, 1, 1)) & (pl.col('l_shipdate') < pl.date(1995, 1, 1))
            & (pl.col('l_discount') >= 0.05) & (pl.col('l_discount') <= 0.07) & (pl.col('l_quantity') < 24))
        .select((pl.col('l_extendedprice') * pl.col('l_discount')).sum().alias('revenue'))""", ["revenue"]),
    question(7, "trade between two nations", f"""
        lineitem | filter l_shipdate >= @1995-01-01 and l_shipdate <= @1996-12-31
        | join (supplier | join (nation | select n_nationkey, supp_nation = n_name) on s_nationkey == n_nationkey
            | filter supp_nation in ["FRANCE", "GERMANY"]) on l_suppkey == s_suppkey
        | join (orders | join (customer | join (nation | select n_nationkey, cust_nation = n_name) on c_nationkey == n_nationkey
            | filter cust_nation in ["FRANCE", "GERMANY"]) on o_custkey == c_custkey) on l_orderkey == o_orderkey
        | filter supp_nation != cust_nation
        | group by supp_nation, cust_nation, l_year = year(l_shipdate): revenue = {REVENUE}
        | sort supp_nation, cust_nation, l_year""", f"""
        SELECT a.n_name AS supp_nation, b.n_name AS cust_nation, year(l_shipdate) AS l_year, {REVENUE} AS revenue
        FROM supplier JOIN lineitem ON s_suppkey = l_suppkey JOIN orders ON o_orderkey = l_orderkey
            JOIN customer ON c_custkey = o_custkey JOIN nation a ON s_nationkey = a.n_nationkey
            JOIN nation b ON c_nationkey = b.n_nationkey
        WHERE ((a.n_name = 'FRANCE' AND b.n_name = 'GERMANY') OR (a.n_name = 'GERMANY' AND b.n_name = 'FRANCE'))
            AND l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31'
        GROUP BY ALL ORDER BY ALL""", f"""
        lineitem.filter((pl.col('l_shipdate') >= pl.date(1995, 1, 1)) & (pl.col('l_shipdate') <= pl.date(1996, 12, 31)))
        .join(supplier.join(nation.filter(pl.col('n_name').is_in(['FRANCE', 'GERMANY'])).select('n_nationkey', pl.col('n_name').alias('supp_nation')), left_on='s_nationkey', right_on='n_nationkey'), left_on='l_suppkey', right_on='s_suppkey')
        .join(orders, left_on='l_orderkey', right_on='o_orderkey')
        .join(customer.join(nation.filter(pl.col('n_name').is_in(['FRANCE', 'GERMANY'])).select('n_nationkey', pl.col('n_name').alias('cust_nation')), left_on='c_nationkey', right_on='n_nationkey'), left_on='o_custkey', right_on='c_custkey')
        .filter(pl.col('supp_nation') != pl.col('cust_nation'))
        .group_by('supp_nation', 'cust_nation', pl.col('l_shipdate').dt.year().alias('l_year')).agg({POLARS_REVENUE}.alias('revenue'))
        .sort('supp_nation', 'cust_nation', 'l_year')""", ["supp_nation", "cust_nation", "l_year"]),
    question(8, "share of a market", """
        lineitem | keep matching (part | filter p_type == "ECONOMY ANODIZED STEEL") on l_partkey == p_partkey
        | join (orders | filter o_orderdate >= @1995-01-01 and o_orderdate <= @1996-12-31
            | join customer on o_custkey == c_custkey | join (nation | select n_nationkey, n_regionkey) on c_nationkey == n_nationkey
            | keep matching (region | filter r_name == "AMERICA") on n_regionkey == r_regionkey
            | select o_orderkey, o_orderdate) on l_orderkey == o_orderkey
        | join supplier on l_suppkey == s_suppkey | join (nation | select n_nationkey, n_name) on s_nationkey == n_nationkey
        | derive volume = l_extendedprice * (1 - l_discount)
        | group by o_year = year(o_orderdate): mkt_share = share(volume, where: n_name == "BRAZIL") | sort o_year""", """
        SELECT year(o_orderdate) AS o_year, sum(CASE WHEN b.n_name = 'BRAZIL' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
            / sum(l_extendedprice * (1 - l_discount)) AS mkt_share
        FROM part JOIN lineitem ON p_partkey = l_partkey JOIN supplier ON s_suppkey = l_suppkey JOIN orders ON l_orderkey = o_orderkey
            JOIN customer ON o_custkey = c_custkey JOIN nation a ON c_nationkey = a.n_nationkey
            JOIN region ON a.n_regionkey = r_regionkey JOIN nation b ON s_nationkey = b.n_nationkey
        WHERE r_name = 'AMERICA' AND o_orderdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31'
            AND p_type = 'ECONOMY ANODIZED STEEL' GROUP BY o_year ORDER BY o_year""", """
        lineitem.join(part.filter(pl.col('p_type') == 'ECONOMY ANODIZED STEEL'), left_on='l_partkey', right_on='p_partkey', how='semi')
        .join(orders.filter((pl.col('o_orderdate') >= pl.date(1995, 1, 1)) & (pl.col('o_orderdate') <= pl.date(1996, 12, 31))), left_on='l_orderkey', right_on='o_orderkey')
        .join(customer, left_on='o_custkey', right_on='c_custkey').join(nation.select('n_nationkey', 'n_regionkey'), left_on='c_nationkey', right_on='n_nationkey')
        .join(region.filter(pl.col('r_name') == 'AMERICA'), left_on='n_regionkey', right_on='r_regionkey', how='semi')
        .join(supplier, left_on='l_suppkey', right_on='s_suppkey').join(nation.select('n_nationkey', 'n_name'), left_on='s_nationkey', right_on='n_nationkey')
        .with_columns((pl.col('l_extendedprice') * (1 - pl.col('l_discount'))).alias('volume')).group_by(pl.col('o_orderdate').dt.year().alias('o_year'))
        .agg((pl.col('volume').filter(pl.col('n_name') == 'BRAZIL').sum() / pl.col('volume').sum()).alias('mkt_share')).sort('o_year')""",
        ["o_year"]),
    question(9, "profit by nation and year", """
        lineitem | keep matching (part | filter contains(p_name, "green")) on l_partkey == p_partkey
        | join partsupp on l_partkey == ps_partkey, l_suppkey == ps_suppkey
        | join (orders | select o_orderkey, o_orderdate) on l_orderkey == o_orderkey
        | join supplier on l_suppkey == s_suppkey | join nation on s_nationkey == n_nationkey
        | group by nation = n_name, o_year = year(o_orderdate):
            sum_profit = sum(l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity)
        | sort nation, -o_year""", """
        SELECT n_name AS nation, year(o_orderdate) AS o_year,
            sum(l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity) AS sum_profit
        FROM part JOIN lineitem ON p_partkey = l_partkey JOIN supplier ON s_suppkey = l_suppkey
            JOIN partsupp ON ps_suppkey = l_suppkey AND ps_partkey = l_partkey JOIN orders ON o_orderkey = l_orderkey
            JOIN nation ON s_nationkey = n_nationkey
        WHERE p_name LIKE '%green%' GROUP BY ALL ORDER BY nation, o_year DESC""", """
        lineitem.join(part.filter(pl.col('p_name').str.contains('green', literal=True)), left_on='l_partkey', right_on='p_partkey', how='semi')
        .join(partsupp, left_on=['l_partkey', 'l_suppkey'], right_on=['ps_partkey', 'ps_suppkey'])
        .join(orders, left_on='l_orderkey', right_on='o_orderkey').join(supplier, left_on='l_suppkey', right_on='s_suppkey')
        .join(nation, left_on='s_nationkey', right_on='n_nationkey')
        .group_by(pl.col('n_name').alias('nation'), pl.col('o_orderdate').dt.year().alias('o_year'))
        .agg((pl.col('l_extendedprice') * (1 - pl.col('l_discount')) - pl.col('ps_supplycost') * pl.col('l_quantity')).sum().alias('sum_profit'))
        .sort('nation', 'o_year', descending=[False, True])""", ["nation", "o_year"]),
    question(10, "customers with returns", f"""
        lineitem | filter l_returnflag == "R"
        | join (orders | filter o_orderdate >= @1993-10-01 and o_orderdate < @1994-01-01 | select o_orderkey, o_custkey)
            on l_orderkey == o_orderkey
        | group by o_custkey: revenue = {REVENUE} | sort -revenue | take 20
        | join customer on o_custkey == c_custkey | join nation on c_nationkey == n_nationkey
        | select c_custkey = o_custkey, c_name, revenue, c_acctbal, n_name, c_phone""", f"""
        SELECT c_custkey, c_name, {REVENUE} AS revenue, c_acctbal, n_name, c_phone
        FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
            JOIN nation ON c_nationkey = n_nationkey
        WHERE o_orderdate >= DATE '1993-10-01' AND o_orderdate < DATE '1994-01-01' AND l_returnflag = 'R'
        GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name ORDER BY revenue DESC LIMIT 20""", f"""
        customer.join(orders.filter((pl.col('o_orderdate') >= pl.date(1993, 10, 1)) & (pl.col('o_orderdate') < pl.date(1994, 1, 1))), left_on='c_custkey', right_on='o_custkey')
        .join(lineitem.filter(pl.col('l_returnflag') == 'R'), left_on='o_orderkey', right_on='l_orderkey')
        .join(nation, left_on='c_nationkey', right_on='n_nationkey')
        .group_by('c_custkey', 'c_name', 'c_acctbal', 'c_phone', 'n_name').agg({POLARS_REVENUE}.alias('revenue'))
        .select('c_custkey', 'c_name', 'revenue', 'c_acctbal', 'n_name', 'c_phone').sort('revenue', descending=True).head(20)""",
        ["c_custkey"]),
    question(11, "important stock", """
        partsupp | join supplier on ps_suppkey == s_suppkey
        | keep matching (nation | filter n_name == "GERMANY") on s_nationkey == n_nationkey
        | group by ps_partkey: value = sum(ps_supplycost * ps_availqty)
        | derive total = sum(value) | filter value > total * 0.0001 | drop total | sort -value""", """
        WITH held AS (SELECT ps_partkey, ps_supplycost * ps_availqty AS v FROM partsupp JOIN supplier ON ps_suppkey = s_suppkey
            JOIN nation ON s_nationkey = n_nationkey WHERE n_name = 'GERMANY')
        SELECT ps_partkey, sum(v) AS value FROM held GROUP BY ps_partkey
        HAVING sum(v) > (SELECT sum(v) * 0.0001 FROM held) ORDER BY value DESC""", """
        partsupp.join(supplier, left_on='ps_suppkey', right_on='s_suppkey')
        .join(nation.filter(pl.col('n_name') == 'GERMANY'), left_on='s_nationkey', right_on='n_nationkey', how='semi')
        .group_by('ps_partkey').agg((pl.col('ps_supplycost') * pl.col('ps_availqty')).sum().alias('value'))
        .filter(pl.col('value') > pl.col('value').sum() * 0.0001).sort('value', descending=True)""", ["ps_partkey"]),
    question(12, "shipping modes and priority", """
        lineitem | filter l_shipmode in ["MAIL", "SHIP"] and l_commitdate < l_receiptdate and l_shipdate < l_commitdate
            and l_receiptdate >= @1994-01-01 and l_receiptdate < @1995-01-01
        | join (orders | select o_orderkey, o_orderpriority) on l_orderkey == o_orderkey
        | group by l_shipmode: high_line_count = count(where: o_orderpriority in ["1-URGENT", "2-HIGH"]),
            low_line_count = count(where: not (o_orderpriority in ["1-URGENT", "2-HIGH"]))
        | sort l_shipmode""", """
        SELECT l_shipmode, count(*) FILTER (o_orderpriority IN ('1-URGENT', '2-HIGH')) AS high_line_count,
            count(*) FILTER (o_orderpriority NOT IN ('1-URGENT', '2-HIGH')) AS low_line_count
        FROM orders JOIN lineitem ON o_orderkey = l_orderkey
        WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
            AND l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1995-01-01'
        GROUP BY l_shipmode ORDER BY l_shipmode""", """
        lineitem.filter(pl.col('l_shipmode').is_in(['MAIL', 'SHIP']) & (pl.col('l_commitdate') < pl.col('l_receiptdate'))
            & (pl.col('l_shipdate') < pl.col('l_commitdate')) & (pl.col('l_receiptdate') >= pl.date(1994, 1, 1)) & (pl.col('l_receiptdate') < pl.date(1995, 1, 1)))
        .join(orders, left_on='l_orderkey', right_on='o_orderkey').group_by('l_shipmode')
        .agg(pl.col('o_orderpriority').is_in(['1-URGENT', '2-HIGH']).sum().alias('high_line_count'),
            (~pl.col('o_orderpriority').is_in(['1-URGENT', '2-HIGH'])).sum().alias('low_line_count')).sort('l_shipmode')""", ["l_shipmode"]),
    question(13, "orders of each customer", """
        customer | left join (orders | exclude matches(o_comment, "special.*requests") because "special requests"
            | group by o_custkey: orders_of = count()) on c_custkey == o_custkey
        | derive c_count = orders_of ?? 0 | group by c_count: custdist = count() | sort -custdist, -c_count""", """
        SELECT c_count, count(*) AS custdist FROM (
            SELECT c_custkey, count(o_orderkey) AS c_count
            FROM customer LEFT JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%'
            GROUP BY c_custkey)
        GROUP BY c_count ORDER BY custdist DESC, c_count DESC""", """
        customer.join(orders.filter(~pl.col('o_comment').str.contains('special.*requests')).group_by('o_custkey').agg(pl.len().alias('orders_of')), left_on='c_custkey', right_on='o_custkey', how='left')
        .group_by(pl.col('orders_of').fill_null(0).alias('c_count')).agg(pl.len().alias('custdist'))
        .sort('custdist', 'c_count', descending=[True, True])""", ["c_count"]),
    question(14, "effect of promotions", """
        lineitem | filter l_shipdate >= @1995-09-01 and l_shipdate < @1995-10-01
        | join (part | select p_partkey, p_type) on l_partkey == p_partkey | derive volume = l_extendedprice * (1 - l_discount)
        | group: promo = share(volume, where: starts_with(p_type, "PROMO")) | derive promo_revenue = 100 * promo | drop promo""", """
        SELECT 100.0 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
            / sum(l_extendedprice * (1 - l_discount)) AS promo_revenue
        FROM lineitem JOIN part ON l_partkey = p_partkey WHERE l_shipdate >= DATE '1995-09-01' AND l_shipdate < DATE '1995-10-01'""", """
        lineitem.filter((pl.col('l_shipdate') >= pl.date(1995, 9, 1)) & (pl.col('l_shipdate') < pl.date(1995, 10, 1)))
        .join(part, left_on='l_partkey', right_on='p_partkey').with_columns((pl.col('l_extendedprice') * (1 - pl.col('l_discount'))).alias('volume'))
        .select((100 * pl.col('volume').filter(pl.col('p_type').str.starts_with('PROMO')).sum() / pl.col('volume').sum()).alias('promo_revenue'))""",
        ["promo_revenue"]),
    question(15, "best supplier", f"""
        lineitem | filter l_shipdate >= @1996-01-01 and l_shipdate < @1996-04-01
        | group by l_suppkey: total_revenue = {REVENUE} | top 1 total_revenue
        | join supplier on l_suppkey == s_suppkey | select s_suppkey = l_suppkey, s_name, s_phone, total_revenue""", f"""
        WITH revenue AS (SELECT l_suppkey, {REVENUE} AS total_revenue FROM lineitem
            WHERE l_shipdate >= DATE '1996-01-01' AND l_shipdate < DATE '1996-04-01' GROUP BY l_suppkey)
        SELECT s_suppkey, s_name, s_phone, total_revenue FROM supplier JOIN revenue ON s_suppkey = l_suppkey
        ORDER BY total_revenue DESC LIMIT 1""", f"""
        lineitem.filter((pl.col('l_shipdate') >= pl.date(1996, 1, 1)) & (pl.col('l_shipdate') < pl.date(1996, 4, 1)))
        .group_by('l_suppkey').agg({POLARS_REVENUE}.alias('total_revenue')).top_k(1, by='total_revenue')
        .join(supplier, left_on='l_suppkey', right_on='s_suppkey')
        .select(pl.col('l_suppkey').alias('s_suppkey'), 's_name', 's_phone', 'total_revenue')""", ["s_suppkey"]),
    question(16, "suppliers of parts", """
        partsupp
        | join (part | filter p_brand != "Brand#45" and not starts_with(p_type, "MEDIUM POLISHED")
            and p_size in [49, 14, 23, 45, 19, 3, 36, 9] | select p_partkey, p_brand, p_type, p_size) on ps_partkey == p_partkey
        | drop matching (supplier | filter matches(s_comment, "Customer.*Complaints")) on ps_suppkey == s_suppkey
        | group by p_brand, p_type, p_size: supplier_cnt = count_distinct(ps_suppkey)
        | sort -supplier_cnt, p_brand, p_type, p_size""", """
        SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS supplier_cnt FROM partsupp JOIN part ON p_partkey = ps_partkey
        WHERE p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
            AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
        GROUP BY p_brand, p_type, p_size ORDER BY supplier_cnt DESC, p_brand, p_type, p_size""", """
        partsupp.join(part.filter((pl.col('p_brand') != 'Brand#45') & ~pl.col('p_type').str.starts_with('MEDIUM POLISHED')
            & pl.col('p_size').is_in([49, 14, 23, 45, 19, 3, 36, 9])), left_on='ps_partkey', right_on='p_partkey')
        .join(supplier.filter(pl.col('s_comment').str.contains('Customer.*Complaints')), left_on='ps_suppkey', right_on='s_suppkey', how='anti')
        .group_by('p_brand', 'p_type', 'p_size').agg(pl.col('ps_suppkey').n_unique().alias('supplier_cnt'))
        .sort('supplier_cnt', 'p_brand', 'p_type', 'p_size', descending=[True, False, False, False])""", ["p_brand", "p_type", "p_size"]),
    question(17, "revenue of small orders", """
        lineitem | keep matching (part | filter p_brand == "Brand#23" and p_container == "MED BOX") on l_partkey == p_partkey
        | derive few = 0.2 * mean(l_quantity) within l_partkey | filter l_quantity < few
        | group: total = sum(l_extendedprice) | derive avg_yearly = total / 7 | drop total""", """
        SELECT sum(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem JOIN part ON p_partkey = l_partkey
        WHERE p_brand = 'Brand#23' AND p_container = 'MED BOX'
            AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)""", """
        lineitem.join(part.filter((pl.col('p_brand') == 'Brand#23') & (pl.col('p_container') == 'MED BOX')), left_on='l_partkey', right_on='p_partkey', how='semi')
        .filter(pl.col('l_quantity') < 0.2 * pl.col('l_quantity').mean().over('l_partkey'))
        .select((pl.col('l_extendedprice').sum() / 7).alias('avg_yearly'))""", ["avg_yearly"]),
    question(18, "customers with large orders", """
        lineitem | group by l_orderkey: quantity = sum(l_quantity) | filter quantity > 300
        | join orders on l_orderkey == o_orderkey | join customer on o_custkey == c_custkey
        | select c_name, c_custkey = o_custkey, o_orderkey = l_orderkey, o_orderdate, o_totalprice, quantity
        | sort -o_totalprice, o_orderdate | take 100""", """
        SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) AS quantity
        FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON o_orderkey = l_orderkey
        WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 300)
        GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice ORDER BY o_totalprice DESC, o_orderdate LIMIT 100""", """
        lineitem.group_by('l_orderkey').agg(pl.col('l_quantity').sum().alias('quantity')).filter(pl.col('quantity') > 300)
        .join(orders, left_on='l_orderkey', right_on='o_orderkey').join(customer, left_on='o_custkey', right_on='c_custkey')
        .select('c_name', pl.col('o_custkey').alias('c_custkey'), pl.col('l_orderkey').alias('o_orderkey'), 'o_orderdate', 'o_totalprice', 'quantity')
        .sort('o_totalprice', 'o_orderdate', descending=[True, False]).head(100)""", ["o_orderkey"]),
    question(19, "discounted revenue", f"""
        lineitem | filter l_shipmode in ["AIR", "AIR REG"] and l_shipinstruct == "DELIVER IN PERSON"
        | join (part | select p_partkey, p_brand, p_container, p_size) on l_partkey == p_partkey
        | filter (p_brand == "Brand#12" and p_container in ["SM CASE", "SM BOX", "SM PACK", "SM PKG"]
                and l_quantity >= 1 and l_quantity <= 11 and p_size >= 1 and p_size <= 5)
            or (p_brand == "Brand#23" and p_container in ["MED BAG", "MED BOX", "MED PKG", "MED PACK"]
                and l_quantity >= 10 and l_quantity <= 20 and p_size >= 1 and p_size <= 10)
            or (p_brand == "Brand#34" and p_container in ["LG CASE", "LG BOX", "LG PACK", "LG PKG"]
                and l_quantity >= 20 and l_quantity <= 30 and p_size >= 1 and p_size <= 15)
        | group: revenue = {REVENUE}""", f"""
        SELECT {REVENUE} AS revenue FROM lineitem JOIN part ON p_partkey = l_partkey
        WHERE l_shipmode IN ('AIR', 'AIR REG') AND l_shipinstruct = 'DELIVER IN PERSON' AND (
            (p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
                AND l_quantity BETWEEN 1 AND 11 AND p_size BETWEEN 1 AND 5)
            OR (p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
                AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10)
            OR (p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
                AND l_quantity BETWEEN 20 AND 30 AND p_size BETWEEN 1 AND 15))""", f"""
        lineitem.filter(pl.col('l_shipmode').is_in(['AIR', 'AIR REG']) & (pl.col('l_shipinstruct') == 'DELIVER IN PERSON'))
        .join(part, left_on='l_partkey', right_on='p_partkey')
        .filter(((pl.col('p_brand') == 'Brand#12') & pl.col('p_container').is_in(['SM CASE', 'SM BOX', 'SM PACK', 'SM PKG'])
                & pl.col('l_quantity').is_between(1, 11) & pl.col('p_size').is_between(1, 5))
            | ((pl.col('p_brand') == 'Brand#23') & pl.col('p_container').is_in(['MED BAG', 'MED BOX', 'MED PKG', 'MED PACK'])
                & pl.col('l_quantity').is_between(10, 20) & pl.col('p_size').is_between(1, 10))
            | ((pl.col('p_brand') == 'Brand#34') & pl.col('p_container').is_in(['LG CASE', 'LG BOX', 'LG PACK', 'LG PKG'])
                & pl.col('l_quantity').is_between(20, 30) & pl.col('p_size').is_between(1, 15)))
        .select({POLARS_REVENUE}.alias('revenue'))""", ["revenue"]),
    question(20, "suppliers with too much stock", """
        partsupp | keep matching (part | filter starts_with(p_name, "forest")) on ps_partkey == p_partkey
        | join (lineitem | filter l_shipdate >= @1994-01-01 and l_shipdate < @1995-01-01
            | group by l_partkey, l_suppkey: sold = sum(l_quantity)) on ps_partkey == l_partkey, ps_suppkey == l_suppkey
        | filter ps_availqty > 0.5 * sold | select ps_suppkey | distinct
        | join supplier on ps_suppkey == s_suppkey
        | keep matching (nation | filter n_name == "CANADA") on s_nationkey == n_nationkey
        | select s_name, s_address | sort s_name""", """
        SELECT s_name, s_address FROM supplier JOIN nation ON s_nationkey = n_nationkey
        WHERE n_name = 'CANADA' AND s_suppkey IN (SELECT ps_suppkey FROM partsupp
            WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%') AND ps_availqty > (
                SELECT 0.5 * sum(l_quantity) FROM lineitem WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey
                    AND l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'))
        ORDER BY s_name""", """
        partsupp.join(part.filter(pl.col('p_name').str.starts_with('forest')), left_on='ps_partkey', right_on='p_partkey', how='semi')
        .join(lineitem.filter((pl.col('l_shipdate') >= pl.date(1994, 1, 1)) & (pl.col('l_shipdate') < pl.date(1995, 1, 1)))
            .group_by('l_partkey', 'l_suppkey').agg(pl.col('l_quantity').sum().alias('sold')), left_on=['ps_partkey', 'ps_suppkey'], right_on=['l_partkey', 'l_suppkey'])
        .filter(pl.col('ps_availqty') > 0.5 * pl.col('sold')).select('ps_suppkey').unique()
        .join(supplier, left_on='ps_suppkey', right_on='s_suppkey')
        .join(nation.filter(pl.col('n_name') == 'CANADA'), left_on='s_nationkey', right_on='n_nationkey', how='semi')
        .select('s_name', 's_address').sort('s_name')""", ["s_name"]),
    question(21, "suppliers who kept orders waiting", """
        lineitem | derive suppliers = count_distinct(l_suppkey) within l_orderkey | filter l_receiptdate > l_commitdate
        | derive late = count_distinct(l_suppkey) within l_orderkey | filter suppliers > 1 and late == 1
        | keep matching (orders | filter o_orderstatus == "F") on l_orderkey == o_orderkey
        | join supplier on l_suppkey == s_suppkey
        | keep matching (nation | filter n_name == "SAUDI ARABIA") on s_nationkey == n_nationkey
        | group by s_name: numwait = count() | sort -numwait, s_name | take 100""", """
        SELECT s_name, count(*) AS numwait
        FROM supplier JOIN lineitem a ON s_suppkey = a.l_suppkey JOIN orders ON o_orderkey = a.l_orderkey
            JOIN nation ON s_nationkey = n_nationkey
        WHERE o_orderstatus = 'F' AND a.l_receiptdate > a.l_commitdate AND n_name = 'SAUDI ARABIA'
            AND EXISTS (SELECT * FROM lineitem b WHERE b.l_orderkey = a.l_orderkey AND b.l_suppkey <> a.l_suppkey)
            AND NOT EXISTS (SELECT * FROM lineitem c WHERE c.l_orderkey = a.l_orderkey AND c.l_suppkey <> a.l_suppkey
                AND c.l_receiptdate > c.l_commitdate)
        GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100""", """
        lineitem.join(lineitem.group_by('l_orderkey').agg(pl.col('l_suppkey').n_unique().alias('suppliers')).filter(pl.col('suppliers') > 1), on='l_orderkey')
        .filter(pl.col('l_receiptdate') > pl.col('l_commitdate'))
        .join(lineitem.filter(pl.col('l_receiptdate') > pl.col('l_commitdate')).group_by('l_orderkey').agg(pl.col('l_suppkey').n_unique().alias('late')).filter(pl.col('late') == 1), on='l_orderkey')
        .join(orders.filter(pl.col('o_orderstatus') == 'F'), left_on='l_orderkey', right_on='o_orderkey', how='semi')
        .join(supplier, left_on='l_suppkey', right_on='s_suppkey')
        .join(nation.filter(pl.col('n_name') == 'SAUDI ARABIA'), left_on='s_nationkey', right_on='n_nationkey', how='semi')
        .group_by('s_name').agg(pl.len().alias('numwait')).sort('numwait', 's_name', descending=[True, False]).head(100)""", ["s_name"]),
    question(22, "customers to win back", """
        customer | derive cntrycode = split_part(c_phone, "-", 1) | filter cntrycode in ["13", "31", "23", "29", "30", "18", "17"]
        | derive usual = mean(if c_acctbal > 0 then c_acctbal else missing) | filter c_acctbal > usual
        | drop matching orders on c_custkey == o_custkey
        | group by cntrycode: numcust = count(), totacctbal = sum(c_acctbal) | sort cntrycode""", """
        SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal FROM (
            SELECT substring(c_phone, 1, 2) AS cntrycode, c_acctbal FROM customer
            WHERE substring(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17')
                AND c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0
                    AND substring(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
                AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey))
        GROUP BY cntrycode ORDER BY cntrycode""", """
        customer.with_columns(pl.col('c_phone').str.slice(0, 2).alias('cntrycode'))
        .filter(pl.col('cntrycode').is_in(['13', '31', '23', '29', '30', '18', '17']))
        .filter(pl.col('c_acctbal') > pl.col('c_acctbal').filter(pl.col('c_acctbal') > 0).mean())
        .join(orders, left_on='c_custkey', right_on='o_custkey', how='anti')
        .group_by('cntrycode').agg(pl.len().alias('numcust'), pl.col('c_acctbal').sum().alias('totacctbal')).sort('cntrycode')""",
        ["cntrycode"]),
]
