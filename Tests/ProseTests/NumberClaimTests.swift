import Testing

@Test("Printed numbers are exact at every digit printed")
func printedNumbers() throws {
  try check(
    """
    stands | 409,849 | 409849
    stands | 409849 | 409849
    stands | 409,849 people | 409849
    stands | removed 409,849 people | 409849 unit=persons
    stands | 409 849 | 409849
    stands | 409\u{202F}849 | 409849
    stands | 409\u{A0}849 people | 409849
    stands | 409\u{2009}849 | 409849
    falls  | 409,894 | 409849
    falls  | 410,000 | 409849
    falls  | 409,848 | 409849
    falls  | 40,984 | 409849
    falls  | 4,098,490 | 409849
    stands | 409,849 | 409849.4
    stands | 409,849 | 409848.5
    falls  | 409,849 | 409849.6
    stands | 12.5 | 12.46
    stands | 12.5 | 12.45
    stands | 12.5 | 12.55
    falls  | 12.5 | 12.56
    falls  | 12.50 | 12.46
    stands | 12.50 | d12.50
    stands | 0.4 million | 409849
    stands | 0.41 million | 409849
    falls  | 0.42 million | 409849
    falls  | 0.40 million | 409849
    stands | $29.7 billion | 29741123000
    stands | $29.7bn | 29741123000
    stands | $29.7-billion | 29741123000
    falls  | $29.8bn | 29741123000
    falls  | $29.7 million | 29741123000
    falls  | $29.7 trillion | 29741123000
    stands | 30 billion | 29741123000
    stands | 1.3m | 1296000
    stands | 1.3M people | 1296000
    falls  | 1.3 m | 1296000
    stands | 5k | 5123
    falls  | 2 million | 1600000
    stands | 2 million | 1900000
    stands | 400 thousand | 399800
    falls  | 400 thousand | 409849
    stands | 5 hundred | 500
    stands | −5 | -5
    stands | -5 | -5
    falls  | 5 | -5
    falls  | −5 | 5
    stands | minus 5 | -5
    stands | +5 | 5
    stands | −$5 million | -5000000 unit=usd
    stands | $−5 million | -5000000 unit=usd
    stands | .5 | 0.5
    stands | 0 | 0
    stands | 0.1 | d0.1
    stands | 0.3 | 0.30000000000000004
    byHand | 12,5 | 12.5
    byHand | 1.2.3 | 1.2
    byHand | 1,23,456 | 123456
    byHand | 0123 | 123
    byHand | 1e5 | 100000
    byHand | ½ | 0.5
    byHand | 2½ million | 2500000
    byHand | 5,000+ | 5000
    byHand | 24/7 | 24
    byHand | 5–4–3 | 5
    byHand | Covid-19 | 19
    byHand | F-16 | 16
    byHand | H1B | 1
    byHand | #5 | 5
    byHand | 5x | 5
    byHand | 5ish | 5
    byHand | 5‰ | 0.005
    byHand | 5* 3 = 15 | 5
    byHand | 5*3 | 5
    byHand | 2010s | 2010
    byHand | mid-2010 | 2010
    byHand | ٥ | 5
    byHand | ５ | 5
    byHand | 𝟓 | 5
    byHand | 五 | 5
    byHand | 4\u{200B}09 | 4
    byHand | A$5 | 5
    byHand | ¥5 | 5
    byHand | 99999999999999999999999999999999999999999999999999 | 5
    byHand | 5 | nan
    byHand | 5 | missing
    byHand | 5 | 1e300
    byHand | 0 | 1e-300
    falls  | 999999999999 | 1
    stands | “409,849” | 409849
    stands | 409,849. | 409849
    stands | (409,849) | 409849
    stands | **409,849** | 409849
    stands | in all, 409,849 | 409849
    stands | removals—409,849 | 409849
    """)
}

@Test("Words around a number compare it")
func qualifiers() throws {
  try check(
    """
    stands | about 410,000 | 409849
    stands | about 400,000 | 409849
    falls  | about 400,000 | 425000
    falls  | about 400,000 | 449000
    falls  | about 420,000 | 409849
    falls  | about 409,000 | 409849
    stands | around 410,000 people | 409849
    stands | roughly 410,000 | 409849
    stands | some 410,000 people | 409849
    stands | approximately 410,000 | 409849
    stands | an estimated 410,000 | 409849
    stands | ~410,000 | 409849
    stands | ABOUT 410,000 | 409849
    stands | about 25% | 0.2462
    falls  | about 25% | 0.2551
    stands | about −400 | -390
    falls  | about −400 | 390
    stands | nearly 410,000 | 409849
    stands | almost 410,000 | 409849
    stands | just under 410,000 | 409849
    stands | close to 410,000 | 409849
    falls  | nearly 409,000 | 409849
    falls  | nearly 409,849 | 409849
    falls  | nearly 440,000 | 409849
    stands | nearly 430,000 | 409849
    stands | just over 400,000 | 409849
    falls  | just over 380,000 | 409849
    falls  | just over 410,000 | 409849
    stands | more than 400,000 | 409849
    stands | over 400,000 | 409849
    stands | above 400,000 | 409849
    stands | exceeding 400,000 | 409849
    stands | topped 400,000 | 409849
    falls  | more than 409,849 | 409849
    falls  | more than 410,000 | 409849
    stands | more than 400 thousand | 409849
    stands | fewer than 410,000 | 409849
    stands | less than 410,000 | 409849
    stands | under 410,000 | 409849
    stands | below 410,000 | 409849
    falls  | fewer than 409,849 | 409849
    falls  | fewer than 400,000 | 409849
    stands | at least 409,849 | 409849
    stands | no fewer than 409,849 | 409849
    falls  | at least 409,850 | 409849
    stands | at most 409,849 | 409849
    stands | no more than 409,849 | 409849
    stands | up to 410,000 | 409849
    falls  | no more than 400,000 | 409849
    falls  | up to 400,000 | 409849
    stands | between 400,000 and 410,000 | 409849
    falls  | between 300,000 and 400,000 | 409849
    stands | 400,000 to 410,000 | 409849
    stands | 400,000–410,000 | 409849
    falls  | 410,000 to 420,000 | 409849
    stands | 5 to 10 percent | 0.07
    stands | 5–10% | 0.07
    falls  | 5 to 10 percent | 0.11
    falls  | 5 to 10 percent | 7
    stands | $5–10 million | 7000000
    stands | 5 to 10 million | 7000000
    falls  | 5 to 10 million | 7
    stands | between 5 and 10 | 5
    stands | between 5 and 10 | 10
    falls  | between 5 and 10 | 10.01
    byHand | well over 400,000 | 409849
    byHand | not 409,849 | 409849
    byHand | not quite 410,000 | 409849
    byHand | hardly 400,000 | 409849
    byHand | 400,000 or more | 400000
    byHand | 400,000 or so | 400000
    byHand | 400,000 plus | 400000
    byHand | twice 400,000 | 400000
    byHand | far from 409,849 | 409849
    byHand | anything but 409,849 | 409849
    byHand | 409,849 it wasn’t | 409849
    byHand | 409,849 is not the number | 409849
    byHand | blorp 409,849 | 409849
    byHand | half of 409,849 | 409849
    byHand | a maximum of 409,849 | 409849
    byHand | short of 409,849 | 409849
    byHand | 100 less | 100
    byHand | if 409,849 | 409849
    byHand | dozens | 36
    byHand | hundreds of thousands | 409849
    byHand | many | 5
    byHand | several | 7
    byHand | a few people | 3
    byHand |  .  | 5
    """)
}

@Test("Numbers in words are numbers")
func numberWords() throws {
  try check(
    """
    stands | six | 6
    falls  | six | 7
    stands | six counties | 6
    stands | twenty-three | 23
    stands | twenty three | 23
    falls  | twenty-three | 32
    stands | a dozen | 12
    stands | two dozen people | 24
    stands | half a dozen | 6
    stands | one hundred and forty | 140
    stands | one hundred forty | 140
    stands | a hundred | 100
    falls  | a hundred | 140
    stands | two thousand three hundred and five | 2305
    falls  | two thousand | 2305
    stands | two million | 2000000
    stands | two million | 1950000
    falls  | two million | 2300000
    falls  | two million | 2000
    stands | a million | 1040000
    falls  | a million | 510000
    stands | two and a half million | 2510000
    falls  | two and a half million | 2000000
    stands | half a million | 490000
    falls  | half a million | 590000
    stands | one hundred and forty million | 140200000
    stands | five hundred thousand | 500000
    stands | zero | 0
    falls  | zero | 0.3
    stands | one county | 1
    falls  | one county | 2
    byHand | no one | 1
    byHand | one of the largest | 1
    byHand | twenty thirteen | 2013
    byHand | two three | 2
    byHand | two point five | 2
    byHand | six-figure | 6
    byHand | one hundred and two hundred | 102
    stands | more than six | 7
    stands | about two million | 2040000
    stands | nearly a dozen | d11.5
    stands | the 21st county | 21
    stands | third | 3
    stands | the twenty-first county | 21
    falls  | third | 4
    falls  | 21st | 12
    byHand | 21th | 21
    byHand | third-largest | 3
    falls  | third-largest | 4
    """)
}

@Test("Several numbers need as many values, in their order")
func severalNumbers() throws {
  try check(
    """
    stands | 29,296 of the 101,741 | 29296 101741
    falls  | 29,296 of the 101,741 | 101741 29296
    falls  | 29,296 of the 101,471 | 29296 101741
    falls  | 29,269 of the 101,741 | 29296 101741
    byHand | 29,296 of the 101,741 | 29296
    byHand | 29,296 | 29296 101741
    stands | 29,296, or 29%, of 101,741 | 29296 0.288 101741
    falls  | 29,296, or 28%, of 101,741 | 29296 0.288 101741
    stands | 29,296 out of 101,741 | 29296 101741
    falls  | 29,296 out of 101,471 | 29296 101741
    stands | went from 396,906 to 409,849 | 396906 409849
    falls  | went from 409,849 to 396,906 | 396906 409849
    stands | between 5 and 10 | 5 10
    falls  | between 5 and 10 | 5 9
    stands | 409,849 in 2012 | 409849 2012
    stands | 409,849 in 2012 | 409849 y2012
    falls  | 409,849 in 2011 | 409849 y2012
    byHand | 409,849 in 2012 | 409849 FY2012
    stands | 409,849 in fiscal 2012 | 409849 FY2012
    byHand | 5 or 6 | 5
    byHand | 5 years and 3 months | 5
    byHand | 409,849 people in 12 months | 409849
    """)
}
