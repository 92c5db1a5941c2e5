import Testing

@Test("Without decimals, a number of millions is right within a tenth, both edges included, and no further")
func tenthOfMillions() throws {
  try check(
    """
    stands | 2 million | 1800000
    falls  | 2 million | 1799999
    stands | 2 million | 2200000
    falls  | 2 million | 2200001
    stands | 1 billion | 900000000
    falls  | 1 billion | 899999999
    stands | 3 thousand | 3300
    falls  | 3 thousand | 3301
    stands | 9 million | 8500000
    falls  | 9 million | 8499999
    """)
}

@Test(
  "Open qualifiers of percent go by hand where the value is more than fifty times the words, or less than a fiftieth")
func fiftyfold() throws {
  try check(
    """
    stands | rose more than 2% | change 1
    byHand | rose more than 2% | change 1.01
    stands | rose less than 50% | change 0.01
    byHand | rose less than 50% | change 0.0099
    stands | fell more than 2% | change -1
    """)
}
