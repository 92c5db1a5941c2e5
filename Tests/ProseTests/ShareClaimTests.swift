import Testing

@Test("Percent is for shares, percentage points are for differences of shares")
func percent() throws {
  try check(
    """
    stands | 82% | 0.8154
    stands | 82 percent | 0.8154
    stands | 82 per cent | 0.8154
    stands | 82-percent | 0.8154
    stands | 82 % | 0.8154
    stands | 81.5% | 0.8154
    falls  | 81.6% | 0.8154
    falls  | 28% | 0.8154
    falls  | 82% | 0.8251
    stands | 82% | 0.825
    stands | 82% | d0.815
    falls  | 82% | d0.8149
    falls  | 82% | 82
    falls  | 0.82% | 0.8154
    stands | 82% | 81.54 unit=percent
    falls  | 82% | 0.8154 unit=percent
    stands | eighty-two percent | 0.8154
    stands | 82% | ratio 0.8154
    falls  | 82% | ratio 0.8154 unit=persons
    falls  | 82% | 81 unit=persons
    falls  | 82% | difference 0.8154
    falls  | 5% | difference 0.05
    falls  | 5% | 5 unit=percentage_points
    stands | 5 percentage points | difference 0.0512
    stands | 5 points | difference 0.0512
    stands | 5pp | difference 0.0512
    stands | 5.1 percentage points | difference 0.0512
    stands | 1 percentage point | difference 0.0112
    stands | 5% points | difference 0.0512
    stands | 5 percentage points | difference 5.12 unit=percent
    stands | 5 percentage points | 5.12 unit=percentage_points
    falls  | 6 percentage points | difference 0.0512
    falls  | 5 percentage points | change 0.0512
    falls  | 5 percentage points | ratio 0.0512
    byHand | 5 percentage points | 0.0512
    falls  | 5 percentage points | difference 5 unit=persons
    stands | 82% | change 0.8154
    falls  | 82% | change -0.8154
    stands | −82% | change -0.8154
    byHand | 82 | 82 unit=percent
    stands | 0.82 | 0.8154
    stands | about 80% | 0.8154
    stands | more than 80% | 0.8154
    falls  | more than 82% | 0.8154
    stands | 82% had no criminal conviction | 0.8154
    stands | 82% of those never convicted | 0.8154
    byHand | 82% had no increase | 0.8154
    byHand | no 82% | 0.8154
    stands | 200% | ratio 2.0
    byHand | 50 basis points | 0.005
    byHand | the 90th percentile | 90
    """)
}

@Test("Parts of a whole are within a percentage point and a tenth of the part")
func shares() throws {
  try check(
    """
    stands | half | 0.5
    stands | half | 0.508
    stands | half | 0.49
    falls  | half | 0.511
    falls  | half | 0.33
    stands | half of them | ratio 0.5
    stands | one-half | 0.5
    stands | a third | 0.3333
    stands | a third | 0.34
    falls  | a third | 0.35
    falls  | a third | 0.5
    stands | one third | 0.33
    stands | two thirds | 0.66
    stands | two-thirds | 0.67
    falls  | two thirds | 0.33
    falls  | two thirds | 0.7
    stands | three quarters | 0.751
    stands | three-fifths | 0.6
    stands | a quarter | 0.25
    stands | one in five | 0.204
    falls  | one in five | 0.25
    falls  | one in five | 0.22
    stands | one in every five | 0.2
    stands | two in five | 0.395
    stands | three out of four | 0.7512
    falls  | three out of four | 0.70
    stands | 9 in 10 | 0.896
    falls  | 9 in 10 | 0.875
    stands | nine in 10 people | 0.9
    stands | one in 1,000 | 0.001
    falls  | one in 1,000 | 0.002
    falls  | one in 100 | 0.011
    falls  | 2 in 1,000 | 0.009
    stands | one in three | 0.335
    falls  | one in three | 0.4
    falls  | one in two | 0.6
    stands | half | 50.4 unit=percent
    falls  | half | 0.504 unit=percent
    falls  | half | 5000 unit=persons
    byHand | half | change 0.5
    byHand | half | difference 0.5
    stands | about half | 0.52
    falls  | about half | 0.53
    stands | nearly two thirds | 0.65
    falls  | nearly two thirds | 0.67
    falls  | nearly two thirds | 0.6
    stands | more than half | 0.51
    falls  | more than half | 0.5
    stands | over half | 0.51
    stands | fewer than half | 0.49
    stands | less than a third | 0.33
    falls  | less than a third | 0.34
    stands | more than one in five | 0.21
    stands | most | 0.51
    stands | most of them | 0.51
    stands | most people | 0.51
    falls  | most people | 0.5
    falls  | most people | 0.49
    stands | a majority | 0.6
    stands | the majority of those removed | 0.6
    byHand | the vast majority | 0.6
    stands | a minority | 0.4
    falls  | a minority | 0.5
    byHand | the most | 0.9
    byHand | most recent | 0.9
    byHand | half-year | 0.5
    byHand | 5 in 12 months | 5
    byHand | half a point | 0.5
    falls  | one in four | 0.3333
    """)
}

@Test("Units of the words and of the data agree")
func units() throws {
  try check(
    """
    falls  | $409,849 | 409849 unit=persons
    falls  | 409,849 dollars | 409849 unit=persons
    stands | 409,849 people | 409849 unit=persons
    stands | 409,849 unauthorized immigrants | 409849 unit=persons
    stands | 409,849 removals | 409849 unit=persons
    falls  | 409,849 people | 409849 unit=usd
    falls  | 409,849 days | 409849 unit=persons
    falls  | $5 | 5 unit=eur
    falls  | €5 | 5 unit=usd
    stands | €5 million | 5 unit=million_eur
    stands | $29.7 billion | 29741.123 unit=million_usd
    falls  | $29.7 million | 29741.123 unit=million_usd
    falls  | $29,741 | 29741.123 unit=million_usd
    stands | $29,741 million | 29741.123 unit=million_usd
    stands | US$5 | 5 unit=usd
    stands | 5 US dollars | 5 unit=usd
    stands | $12,346 | ratio 12345.67 unit=usd_per_person
    stands | $5 | 5
    falls  | $5 | 5 unit=counties
    falls  | 5 days | 5 unit=months
    stands | 36 hours | h36
    stands | 1.5 days | h36
    stands | 2 days | h36
    falls  | 2 days | h35
    byHand | 36 | h36
    stands | 1.2 million people | 1234 unit=thousand_persons
    falls  | 1.2 million people | 1234 unit=persons
    falls  | 409,849 | 409849 unit=thousand_persons
    """)
}
