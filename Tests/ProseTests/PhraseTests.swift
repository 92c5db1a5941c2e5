import StetProse
import Testing

@Test("Forty phrases as they would appear in print")
func rightPhrases() throws {
  try check(
    """
    stands | removed 409,849 people in fiscal 2012 | 409849 unit=persons in=FY2012
    stands | a record 409,849 removals | FY2010:392862 FY2011:396906 FY2012:409849
    stands | about 410,000 people | 409849 unit=persons
    stands | nearly 410,000 | 409849
    stands | more than 400,000 noncitizens | 409849 unit=persons
    stands | 0.4 million removals | 409849
    stands | fell 82% | change -0.8154
    stands | an 82 percent drop | 409849 75660
    stands | fell 82%, to 75,660 from 409,849 | 409849 75660 unit=persons
    stands | rose from 396,906 in 2011 to 409,849 in 2012 | 396906 409849 in=2011,2012
    stands | grew by 12,943 people | difference 12943 unit=persons
    stands | the share rose 5 percentage points | difference 0.0488
    stands | rose by nearly 5 percentage points | 0.5 0.5488
    stands | more than doubled | 392862 801200
    stands | nearly doubled between 2005 and 2010 | 201100 392862 in=y2005,y2010
    stands | tripled | ratio 3.02
    stands | fell by half | change -0.497
    stands | a tenfold increase | 41 410
    stands | 2.5 times as many | ratio 2.46
    stands | one in five | 0.2013
    stands | nearly two thirds of those removed | ratio 0.6512
    stands | more than half had no criminal conviction | ratio 0.5512
    stands | three out of four | 0.7488
    stands | most of the counties | ratio 0.512
    stands | 29,296 of the 101,741 people | 29296 101741 unit=persons
    stands | $29.7 billion | 29741123000 unit=usd
    stands | $29.7bn in fiscal 2024 | 29741.123 unit=million_usd in=FY2024
    stands | between $29 billion and $30 billion | 29741123000 unit=usd
    stands | the highest since fiscal 2003 | FY2003:9 FY2004:5 FY2005:4 FY2006:8
    stands | the lowest number in five years | y2008:1 y2009:9 y2010:8 y2011:7 y2012:6 y2013:5
    stands | the second-highest on record | y2010:5 y2011:9 y2012:8
    stands | rose for the first time since 2010 | y2009:4 y2010:5 y2011:4 y2012:6
    stands | twenty-three counties | 23
    stands | a dozen states | 12
    stands | the 21st county to join | 21
    stands | on May 4, 2011 | 2011-05-04
    stands | in the third quarter of fiscal 2012, 5,000 people | 5000 in=2012-Q1,FY2012-Q3
    stands | at least 96 counties | 96
    stands | did not change | 41 41
    stands | Texas | _Texas
    stands | unemployment was 12.5% | 12.4821 unit=percent
    """)
}

@Test("Sentences of stories are read as they are meant")
func sentences() throws {
  try check(
    """
    stands | the agency deported a record 409,849 people in fiscal 2012 | FY2011:396906 FY2012:409849
    stands | removals climbed to a record high of 409,849 in fiscal 2012 | FY2011:396906 FY2012:409849
    falls  | removals climbed to a record high of 409,894 in fiscal 2012 | FY2011:396906 FY2012:409849
    byHand | removals fell to a record high of 409,849 | FY2011:396906 FY2012:409849
    falls  | removals fell to a record low of 409,849 | FY2011:396906 FY2012:409849
    byHand | removals climbed 5% to a record 409,849 | FY2011:396906 FY2012:409849
    stands | only 29,296 of the 101,741 removed had been convicted | 29296 101741
    stands | fewer than one in three had a serious conviction | 0.288
    stands | the budget grew from $5.9 billion in 2012 to $9.1 billion in 2024 | 5900000000 9100000000 in=2012,2024
    falls  | the budget grew from $5.9 billion in 2012 to $9.1 billion in 2023 | 5900000000 9100000000 in=2012,2024
    stands | spending has more than doubled since fiscal 2005 | ratio 2.31 in=FY2005
    stands | the number of removals more than tripled, to 409,849 from 116,782 | 116782 409849
    falls  | the number of removals more than tripled, to 409,849 from 161,782 | 116782 409849
    byHand | removals virtually doubled | 100 200
    byHand | removals all but doubled | 100 200
    stands | was 12.5 percent, up from 11.2 percent a year earlier | 11.2 12.5 unit=percent
    falls  | was 12.5 percent, up from 12.1 percent a year earlier | 11.2 12.5 unit=percent
    stands | an 82% overall drop from 409,849 | 409849 75000
    stands | a 3.3 percent increase over 2011 | change 0.0326 in=2011
    falls  | a 3.3 percent increase over 2010 | change 0.0326 in=2011
    stands | 3.3 percent more than in 2011 | change 0.0326 in=2011
    stands | the rate was cut by 5 percent | change -0.05
    falls  | the rate was cut by 5 percent | change 0.05
    byHand | cut 5 percent | change -0.05
    stands | by the end of 2012, all 3,181 counties had joined | 3181 in=2012
    stands | exceeded 400,000 for the first time | FY2010:392862 FY2011:396906 FY2012:409849
    byHand | the biggest one-year increase | y2000:5 y2001:9
    byHand | the biggest increase | y2000:5 y2001:9
    byHand | a record rise | y2000:5 y2001:9
    byHand | the increase was a record | y2000:5 y2001:9
    byHand | rose to a record increase | y2000:5 y2001:9
    stands | rose to its highest level | y2000:5 y2001:9
    """)
}

/// A wrong phrase, its evidence, what becomes of it, and a part of the reason.
private struct WrongPhrase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var evidence: String
  var verdict: Verdict
  var reason: String
  var advice: String?

  init(_ words: String, _ evidence: String, _ verdict: Verdict, _ reason: String, _ advice: String? = nil) {
    testDescription = words
    self.evidence = evidence
    self.verdict = verdict
    self.reason = reason
    self.advice = advice
  }
}

private let wrongPhrases: [WrongPhrase] = [
  WrongPhrase("removed 409,894 people", "409849 unit=persons", .falls, "409,849", "409,849"),
  WrongPhrase("410,000 people", "409849 unit=persons", .falls, "409,849", "about 410,000"),
  WrongPhrase("the share rose 5%", "difference 0.05", .falls, "percentage points", "5 percentage points"),
  WrongPhrase("the share rose 5%", "0.5 0.55", .falls, "percentage points", "rose 5 percentage points"),
  WrongPhrase(
    "grew 5 percentage points", "change 0.05", .falls, "relative change, so it must be given in percent", "5%"),
  WrongPhrase(
    "a record 409,849", "FY2011:396906 FY2012:409849 partial=rows_until_2012-06-30", .falls,
    "fiscal 2012 is incomplete in the data: rows until 2012-06-30"),
  WrongPhrase(
    "a record", "FY2010:500 FY2011:400 FY2012:500", .falls, "ties with fiscal 2010", "highest since fiscal 2010"),
  WrongPhrase(
    "the highest since FY2009", "FY2009:9 FY2010:8 FY2011:4 FY2012:6", .falls, "fiscal 2010",
    "highest since fiscal 2010"),
  WrongPhrase("29.8 billion", "29741123000", .falls, "29,741,123,000", "29.7 billion"),
  WrongPhrase("$29.7 million", "29741123000 unit=usd", .falls, "$29,741,123,000", "$29,741.1 million"),
  WrongPhrase("409,849 people", "409.849 unit=persons", .falls, "409.849", "410"),
  WrongPhrase("409,849 in fiscal 2011", "409849 in=FY2012", .falls, "fiscal 2012, not fiscal 2011", "fiscal 2012"),
  WrongPhrase("doubled", "100 180", .falls, "1.8", "rose 80%"),
  WrongPhrase("doubled", "100 231", .falls, "2.31", "more than doubled"),
  WrongPhrase("rose 82%", "change -0.8154", .falls, "−0.8154", "fell 82%"),
  WrongPhrase("rose 82%", "100 18", .falls, "from 100 to 18", "fell 82%"),
  WrongPhrase(
    "$409,849", "409849 unit=persons", .falls, "the unit in the words is dollars, but the unit of the value is persons"),
  WrongPhrase("halved", "300 200", .falls, "0.67", "fell 33%"),
  WrongPhrase("halved", "ratio 0.3333", .falls, "0.33"),
  WrongPhrase("doubled", "ratio 3.52", .falls, "3.52", "3.5 times as many"),
  WrongPhrase("more than half", "0.4988", .falls, "49.88%", "nearly half"),
  WrongPhrase("nearly two thirds", "0.6712", .falls, "67.12%", "just over two thirds"),
  WrongPhrase("one in four", "0.3333", .falls, "33.33%", "33%"),
  WrongPhrase("no more than 400,000", "409849", .falls, "409,849", "just over 400,000"),
  WrongPhrase("29,296 of the 101,741", "101741 29296", .falls, "101,741", "101,741"),
  WrongPhrase("29,296 of the 101,741", "29296", .byHand, "a list such as `[a, b]` gives one value"),
  WrongPhrase("rose to 409,849", "409849", .byHand, "[before, after]"),
  WrongPhrase("82% was not reached", "0.8154", .byHand, "not"),
  WrongPhrase("rund 410.000 Menschen", "410000", .byHand, "is not English"),
  WrongPhrase("a record", "FY2010:5 FY2011:missing FY2012:6", .byHand, "missing"),
  WrongPhrase("in 2012, 409,849 people", "409849 in=FY2012", .byHand, "fiscal 2012"),
]

@Test("Wrong phrases fall or are left to a person, each with its reason and a way out", arguments: wrongPhrases)
private func wrongPhrase(_ phrase: WrongPhrase) throws {
  let judgment = judge(phrase.testDescription, against: try evidence(phrase.evidence))
  #expect(judgment.verdict == phrase.verdict)
  #expect(judgment.reason?.contains(phrase.reason) == true, "\(judgment)")
  #expect(judgment.advice == phrase.advice, "\(judgment)")
}

@Test("Advice that can be pasted stands for the same value", arguments: wrongPhrases.filter { $0.advice != nil })
private func pastedAdvice(_ phrase: WrongPhrase) throws {
  // One figure of several, or the year alone, is no claim of its own.
  guard phrase.advice != "fiscal 2012", phrase.advice != "101,741" else { return }
  let evidence = try evidence(phrase.evidence)
  let advice = try #require(phrase.advice)
  #expect(judge(advice, against: evidence).verdict == .stands, "\(judge(advice, against: evidence))")
}

@Test("A judgment says how the words were read and what was found")
func readings() throws {
  let judgment = judge("fell 82%", against: try evidence("change -0.8154"))
  #expect(judgment.reading == "a fall of 82% (from 81.5% to 82.5%)")
  #expect(judgment.found == "−81.54%")
  #expect(judgment.reason == nil && judgment.advice == nil)
  let record = judge("a record", against: try evidence("FY2011:396906 FY2012:409849"))
  #expect(record.reading == "record (the last period compared with all earlier ones)")
  #expect(record.found == "409,849 in fiscal 2012, the last of 2 periods")
}

@Test(
  "A value is shown as a person would write it",
  arguments: [
    ("14 jurisdictions in 2008", "14 2008 unit=see_metric", "14, 2008"),
    ("14 jurisdictions in 2009", "14 2008 unit=persons", "14 persons, 2008"),
    ("2008", "2008", "2008"), ("since 2008", "2008 unit=fiscal_year", "2008"), ("2,300", "2300", "2,300"),
    ("at least 1.2 percentage points", "difference 0.0121", "1.21 percentage points"),
    ("5%", "difference 5 unit=percent", "5 percentage points"), ("fell 5%", "change -0.05", "−5%"),
    ("1,123", "1123 unit=see_the_column_metric", "1,123"), ("5", "5 unit=one_of_each_kind_of_thing", "5"),
    ("82%", "82 unit=percent_of_all_persons_removed", "82%"),
    ("$3 million", "3 unit=million_dollars_of_the_year_2010", "3,000,000"),
  ])
func found(_ words: String, _ line: String, _ found: String) throws {
  #expect(judge(words, against: try evidence(line)).found == found)
}

@Test("A unit that only points elsewhere is not checked against anything")
func unitsElsewhere() throws {
  try check(
    """
    stands | 42 people | 42 unit=see_metric
    stands | $42 | 42 unit=see_metric
    stands | $42 | 42 unit=persons_or_dollars_as_metric_says
    falls  | $42 | 42 unit=persons
    falls  | 43 people | 42 unit=see_metric
    stands | 82% | 82 unit=percent_of_all_persons_removed
    stands | $3 million | 3 unit=million_dollars_of_the_year_2010
    """)
}
