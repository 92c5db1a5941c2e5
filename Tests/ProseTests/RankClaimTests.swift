import Testing

@Test("Records and ranks compare the last period with earlier ones")
func ranks() throws {
  let rising = "FY2008:369221 FY2009:389834 FY2010:392862 FY2011:396906 FY2012:409849"
  let falling = "FY2008:400000 FY2009:389834 FY2010:392862 FY2011:368644 FY2012:390000"
  let years = "y2008:5 y2009:9 y2010:4 y2011:3 y2012:8"
  try check(
    """
    stands | a record | \(rising)
    stands | a record 409,849 removals | \(rising)
    falls  | a record 409,894 removals | \(rising)
    stands | a record high | \(rising)
    stands | record-high removals | \(rising)
    stands | an all-time high | \(rising)
    stands | the highest ever | \(rising)
    stands | the most ever | \(rising)
    stands | the largest number on record | \(rising)
    falls  | a record low | \(rising)
    falls  | a record | \(rising) partial=rows_until_2012-06-30
    falls  | the highest since FY2009 | \(rising) partial=rows_until_2012-06-30
    byHand | 409,849 | \(rising) partial=rows_until_2012-06-30
    byHand | 409,849 | \(rising)
    byHand | 500,000 | \(rising)
    byHand | between 400,000 and 500,000 | \(rising)
    byHand | 400,000 to 500,000 a year | \(rising)
    byHand | more than 400,000 | \(rising)
    byHand | more than 400,000 a year through fiscal 2012 | \(rising)
    byHand | 409,849 in fiscal 2012 | \(rising)
    falls  | 409,849 in fiscal 2011 | \(rising)
    byHand | one in five | y2010:0.1 y2011:0.2
    stands | 409,849 in fiscal 2012 | FY2012:409849
    falls  | 409,894 in fiscal 2012 | FY2012:409849
    stands | a record 409,849 in fiscal 2012 | \(rising)
    stands | the highest, more than 400,000 | \(rising)
    falls  | the highest, more than 410,000 | \(rising)
    falls  | a record | \(falling)
    falls  | a record | FY2010:5 FY2011:5
    falls  | a record | FY2010:6 FY2011:5
    byHand | a record | FY2010:5
    byHand | a record | 409849
    byHand | a record | FY2010:5 FY2011:missing FY2012:6
    byHand | a record | FY2010:5 FY2012:6
    byHand | a record | FY2010:5 FY2011:missing
    byHand | a record | FY2012:6 FY2011:5
    byHand | a record | FY2011:6 2012-03:5
    byHand | a record | _a:6 _b:7
    byHand | a record | y2011:6 y2012:_x
    stands | a record in fiscal 2012 | \(rising)
    falls  | a record in fiscal 2011 | \(rising)
    byHand | a record in 2012 | \(rising)
    falls  | the highest since FY2008 | \(falling)
    stands | the highest since FY2010 | \(falling)
    falls  | the highest since FY2009 | \(falling)
    falls  | the highest since FY2011 | \(falling)
    byHand | the highest since FY2003 | \(falling)
    byHand | the highest since 2008 | \(falling)
    stands | the highest number of removals since fiscal 2010 | \(falling)
    stands | the highest since 2009 | \(years)
    falls  | the highest since 2008 | \(years)
    falls  | the highest since 2010 | \(years)
    stands | the lowest since 2010 | y2009:9 y2010:4 y2011:6 y2012:4
    falls  | the lowest since 2009 | y2009:9 y2010:4 y2011:6 y2012:4
    stands | the highest in 3 years | \(years)
    stands | the highest in three years | \(years)
    falls  | the highest in 4 years | \(years)
    byHand | the highest in 10 years | \(years)
    stands | a 3-year high | \(years)
    falls  | a four-year high | \(years)
    byHand | a decade high | \(years)
    byHand | the highest in 3 months | \(years)
    stands | second-highest | \(years)
    stands | the second-highest | \(years)
    falls  | the highest | \(years)
    falls  | the third-highest | \(years)
    falls  | the second-highest | y2010:9 y2011:5 y2012:5
    stands | third-largest | y2009:9 y2010:8 y2011:5 y2012:7
    stands | the lowest | y2010:9 y2011:5 y2012:4
    stands | second lowest | y2010:9 y2011:4 y2012:5
    stands | 2nd-lowest | y2010:9 y2011:4 y2012:5
    stands | the highest since March 2011 | 2011-03:9 2011-04:4 2011-05:8
    stands | the highest since 2010 | 2010-11:7 2010-12:9 2011-01:4 2011-02:8
    falls  | the highest since 2010 | 2010-11:7 2010-12:7 2011-01:4 2011-02:8
    stands | the highest since 2010 | 2010:9 2011:4 2012:8
    byHand | not a record | \(rising)
    byHand | nearly a record | \(rising)
    byHand | a record drop | \(rising)
    byHand | rose 3% to a record 409,849 | \(rising)
    stands | rose for the first time since 2009 | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    falls  | rose for the first time since 2010 | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    falls  | fell for the first time since 2011 | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    falls  | rose for the first time | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    stands | topped 7 for the first time since 2009 | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    falls  | topped 8 for the first time since 2009 | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    falls  | topped 7 for the first time | y2008:5 y2009:9 y2010:4 y2011:3 y2012:8
    stands | topped 400,000 for the first time | \(rising)
    falls  | topped 390,000 for the first time | \(rising)
    byHand | the first time | \(rising)
    byHand | the highest since FY2009 and FY2010 | FY2010:5
    """)
}

@Test("Years and dates have a value or are in the expression")
func dates() throws {
  try check(
    """
    stands | 409,849 in 2012 | 409849 in=y2012
    stands | 409,849 in 2012 | 409849 in=2012
    falls  | 409,849 in 2013 | 409849 in=y2012
    byHand | 409,849 in 2013 | 409849
    byHand | 409,849 in 2012 | 409849 in=FY2012
    stands | 409,849 in fiscal 2012 | 409849 in=FY2012
    stands | 409,849 in fiscal year 2012 | 409849 in=FY2012
    stands | 409,849 in FY2012 | 409849 in=FY2012
    stands | 409,849 in FY 2012 | 409849 in=FY2012
    stands | 409,849 in the 2012 fiscal year | 409849 in=FY2012
    falls  | 409,849 in fiscal 2013 | 409849 in=FY2012
    byHand | 409,849 in fiscal 2012 | 409849 in=2012
    stands | 409,849 in 2005–2010 | 409849 in=y2005,y2010
    falls  | 409,849 in 2005–2011 | 409849 in=y2005,y2010
    stands | 409,849 between 2005 and 2010 | 409849 in=y2005,y2010
    stands | 409,849 from 2005 to 2010 | 409849 in=y2005,y2010
    stands | 409,849 in fiscal 2005–2010 | 409849 in=FY2005,FY2010
    stands | 409,849 in fiscal years 2005 and 2010 | 409849 in=FY2005,FY2010
    falls  | 409,849 in fiscal 2005–2010 | 409849 in=FY2005,FY2011
    byHand | 409,849 in 2010-11 | 409849 in=y2010
    byHand | 409,849 in 2012 | 409849 in=2012-03-04
    falls  | 409,849 in 2013 | 409849 in=2012-03-04
    stands | 5 on May 4, 2011 | 5 in=2011-05-04
    stands | 5 on 4 May 2011 | 5 in=2011-05-04
    stands | 5 on Sept. 5, 2024 | 5 in=2024-09-05
    stands | 5 on September 5th, 2024 | 5 in=2024-09-05
    falls  | 5 on May 5, 2011 | 5 in=2011-05-04
    stands | 5 in March 2011 | 5 in=2011-03
    falls  | 5 in April 2011 | 5 in=2011-03
    stands | 5 in March | 5 in=2011-03
    falls  | 5 in April | 5 in=2011-03
    byHand | 5 in March 2011 | 5 in=y2011
    stands | 5 on May 4 | 5 in=2011-05-04
    stands | 5 in the third quarter of 2012 | 5 in=2012-Q3
    falls  | 5 in the second quarter of 2012 | 5 in=2012-Q3
    stands | 5 in Q3 2012 | 5 in=2012-Q3
    stands | 2012 | 2012
    stands | in 2012 | y2012
    stands | in fiscal 2012 | FY2012
    byHand | in 2012 | FY2012
    falls  | in 2011 | y2012
    stands | May 4, 2011 | 2011-05-04
    falls  | May 5, 2011 | 2011-05-04
    stands | May 2011 | 2011-05-04
    stands | May 2011 | 2011-05
    falls  | June 2011 | 2011-05
    byHand | May 32, 2011 | 2011-05-01
    stands | fell 82% in fiscal 2012 | 409849 75000 in=FY2012
    falls  | fell 82% in fiscal 2011 | 409849 75000 in=FY2012
    stands | fell 82% from 2005 to 2012 | 409849 75000 in=y2005,y2012
    stands | 2,010 people | 2010
    stands | removed 2010 people | 2010 unit=persons
    falls  | removed 2010 people | 2012 unit=persons
    byHand | 409,849 in FY12 | 409849 in=FY2012
    """)
}

@Test("True or false decides words without a number, a text the same words")
func truths() throws {
  try check(
    """
    stands | more women than men | true
    falls  | more women than men | false
    stands | removals fell | true
    falls  | removals fell | false
    byHand | 5 more | true
    byHand | 5 more | false
    byHand | doubled | true
    byHand | half of them | true
    byHand | more than in 2010 | true
    byHand | … | true
    stands | Texas | _Texas
    stands | texas | _Texas
    byHand | Illinois | _Texas
    byHand | 5 | _5a
    byHand | Texas | 5
    """)
}

@Test("Other languages and nonsense are left to a person")
func otherLanguages() throws {
  try check(
    """
    byHand | rund 410.000 Menschen | 410000
    byHand | sank um 82 % | change -0.82
    byHand | moins de 400 000 personnes | 400000
    byHand | más de 400.000 | 400
    byHand | fast 400 | 400
    byHand | el 82 por ciento | 0.82
    byHand | 約40万人 | 40
    byHand | около 400 | 400
    byHand | asdf qwer | 5
    byHand | zxcv 5 | 5
    byHand | 💥 | 5
    byHand | 💥5 | 5
    byHand | per cent | 5
    byHand | % | 5
    byHand | $ | 5
    byHand | - | 5
    byHand | about | 5
    byHand | between 5 and | 5 6
    """)
}
