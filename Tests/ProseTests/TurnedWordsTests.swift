import Testing

@Test("Words that turn a figure into another never let it stand")
func turnedFigures() throws {
  try check(
    """
    byHand | all but 409,849 | 409849
    byHand | 409,849 too many | 409849
    byHand | 409,849 and counting | 409849
    byHand | 409,849, give or take | 409849
    byHand | 409,849, tops | 409849
    byHand | 409,849 at most | 409849
    byHand | 409,849 or less | 409849
    byHand | 409,849-plus | 409849
    byHand | one million fewer than 409,849 | 409849
    byHand | –5 | 5
    byHand | –5 | -5
    byHand | - 5 | 5
    byHand | − 5 | 5
    byHand | 5 −3 | 5
    byHand | 5 – 3 | 5
    byHand | 5:1 | 5
    byHand | 5/4/2011 | 5
    byHand | 1 1/2 | 1.5
    byHand | ±5% | 0.05
    byHand | plus or minus 5% | 0.05
    byHand | $$5 | 5
    byHand | 82%% | 0.82
    byHand | 5 million million | 5000000
    byHand | half again as many | 0.5
    byHand | doubled again | 100 200
    byHand | doubled twice | 100 400
    byHand | doubled, then halved | 100 200
    byHand | will double | 100 200
    byHand | has yet to double | 100 200
    stands | fell below 400,000 | 409849 396906
    falls  | fell below 400,000 | 409849 405000
    stands | rose above 400,000 | 396906 409849
    falls  | rose above 400,000 | 396906 399999
    byHand | rose over 400,000 | 396906 409849
    byHand | rose above 5% | change 0.06
    byHand | fell below 5% | 0.06 0.04
    stands | fell to below 5% | 0.06 0.04
    stands | rose by over 5% | change 0.06
    byHand | rose 5% to 6% | 0.05 0.06
    stands | rose by 5 to 6 percent | change 0.055
    stands | from 5 to 10 percent | 0.05 0.1
    stands | rose from 5 to 10 percent | 0.05 0.1
    stands | fell from 10 to 5 million | 10000000 5000000
    stands | rose, reaching 409,849 | 396906 409849
    byHand | the highest in Texas | y2010:4 y2011:5
    byHand | the highest in the country | y2010:4 y2011:5
    byHand | the highest of any state | y2010:4 y2011:5
    byHand | the highest number among states | y2010:4 y2011:5
    stands | the highest number of removals in 2011 | y2010:4 y2011:5
    byHand | the record books | y2010:4 y2011:5
    byHand | criminal record | y2010:4 y2011:5
    byHand | set the record straight | y2010:4 y2011:5
    byHand | tied a record | y2010:4 y2011:5
    byHand | a former record | y2010:4 y2011:5
    byHand | near a record | y2010:4 y2011:5
    stands | set a new record | y2010:4 y2011:5
    byHand | highest since at least 2010 | y2010:6 y2011:5
    byHand | highest since before 2010 | y2010:6 y2011:5
    byHand | late 2011: 5 | 5 in=2011
    byHand | 5 outside 2011 | 5 in=2011
    byHand | fell e̷ 82％ | change -0.82
    byHand | ｆｅｌｌ 82% | change -0.82
    byHand | ﬁfty | 50
    byHand | fell <b>82%</b> | change -0.82
    byHand | fell 82\u{AD}% | change -0.82
    byHand | part of 82% | 0.82
    byHand | some of the 409,849 | 409849
    byHand | virtually a record | y2010:4 y2011:5
    byHand | all but a record | y2010:4 y2011:5
    byHand | fell from a record | y2010:4 y2011:5
    byHand | close to a record | y2010:4 y2011:5
    stands | reached its highest level | y2010:4 y2011:5
    byHand | fell 82% less | change -0.82
    byHand | rose 5% more | change 0.05
    byHand | fell to 10 more than | 20 10
    byHand | missing 409,849 | 409849
    byHand | 82% as much as | change 0.82
    byHand | limited to 409,849 | 409849
    falls  | most | 5
    falls  | more than half | 81
    byHand | more than 80% | 81
    byHand | more than 80% | 409849
    byHand | rose more than 80% | change 81.5
    byHand | less than 80% | 0.8154 unit=percent
    byHand | less than 5% | -0.02
    byHand | up to 5 people | -3
    stands | more than 150% | ratio 1.62
    byHand | 82% is no longer right | 0.82
    byHand | 82% was not reached | 0.82
    byHand | 82% were never convicted | 0.82
    """)
}

@Test("Words of scale that no rule reads never let the number before them stand")
func unknownScales() throws {
  try check(
    """
    byHand | 5 quadrillion | 5
    byHand | 5-quadrillion | 5
    byHand | $5 quintillion | 5
    byHand | 5 zillion | 5
    byHand | 5 quadrillionths | 5
    byHand | five millionths | 5
    byHand | 5 grand | 5
    byHand | $5 grand | 5
    byHand | 5-grand | 5
    byHand | one in five grand | 0.2
    byHand | 5 gross | 5
    byHand | 5 score | 5
    byHand | five score people | 5 unit=persons
    byHand | 5 bln | 5
    byHand | 5 mln | 5
    byHand | $5 mln | 5
    byHand | 5 crore people | 5
    byHand | 5 lakh | 5
    byHand | 5 lakhs | 5
    byHand | 5 hundredths | 5
    byHand | five hundredths | 5
    byHand | 5 thousandths | 5
    falls  | five tenths | 5
    byHand | 5 tenths | 5
    byHand | 5 k | 5
    byHand | 5 bps | 5
    byHand | north of 5 | 5
    byHand | north of the 5 | 5
    byHand | south of 5 | 5
    byHand | north of $5 | 5
    byHand | a one hundredth part | 1
    byHand | 20-something | 20
    byHand | twenty-something men | 20
    byHand | 20 something | 20
    byHand | 20-some people | 20
    byHand | twenty some | 20
    stands | 5 grants | 5
    stands | a grand jury indicted 5 people | 5
    stands | gross income rose 5% | change 0.05
    stands | in the north, 5 people | 5
    stands | 5 people, some of them men | 5
    stands | 5 trillion | 5000000000000
    stands | five hundred million | 500000000
    """)
}
