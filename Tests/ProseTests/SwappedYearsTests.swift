import StetProse
import Testing

@Test("Years that the words tie to the value before or after are those of that value")
func yearsOfMovements() throws {
  try check(
    """
    stands | fell 10% in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% in fiscal 2014 | 409849 368644 in=FY2012;FY2013
    stands | In fiscal 2013 removals fell 10% | 409849 368644 in=FY2012;FY2013
    falls  | In fiscal 2012 removals fell 10% | 409849 368644 in=FY2012;FY2013
    stands | fell 10% in fiscal 2013 from fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% in fiscal 2012 from fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% from fiscal 2012 to fiscal 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% from fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell by 10% by the end of fiscal 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell by 10% by the end of fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% between fiscal 2012 and 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% between fiscal 2013 and 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% in fiscal 2012–2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% in fiscal 2012 and 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% since fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% since fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% to 368,644 in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% to 368,644 in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% from 409,849 in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% from 409,849 in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | 368,644 in fiscal 2013, down 10% from 409,849 in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | 368,644 in fiscal 2012, down 10% from 409,849 in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | 368,644, down from 409,849 a year earlier, in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% in fiscal 2013, compared with fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% in fiscal 2013, compared with fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% from the level in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% after the vote in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell 10% under a policy announced in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | In fiscal 2012 Congress acted; removals fell 10% | 409849 368644 in=FY2012;FY2013
    stands | was down 10% in fiscal 2013 on fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | was down 10% in fiscal 2012 on fiscal 2013 | 409849 368644 in=FY2012;FY2013
    falls  | fell 10% nationwide in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | fell from 409,849 people removed in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    falls  | fell from 409,849 people removed in fiscal 2013 | 409849 368644 in=FY2012;FY2013
    stands | In fiscal 2012 they began; they fell 10% by fiscal 2013 | 409849 368644 in=FY2012;FY2013
    byHand | fell 10% in 2013 | 409849 368644 in=FY2012;FY2013
    byHand | fell 10% after 409,849 in fiscal 2012 | 409849 368644 in=FY2012;FY2013
    stands | rose 12 percentage points, from 61% in fiscal 2000 to 73% in fiscal 2008 | 0.61 0.73 in=FY2000;FY2008
    falls  | rose 12 percentage points, from 61% in fiscal 2008 to 73% in fiscal 2000 | 0.61 0.73 in=FY2000;FY2008
    stands | rose from the 61% of fiscal 2000 to 73% (fiscal 2008) | 0.61 0.73 in=FY2000;FY2008
    falls  | rose from the 61% of fiscal 2008 to 73% | 0.61 0.73 in=FY2000;FY2008
    falls  | rose from 61% to 73% (fiscal 2000) | 0.61 0.73 in=FY2000;FY2008
    falls  | From fiscal 2010 to fiscal 2005 the budget rose 87% | 3 5.61 in=FY2005;FY2010
    stands | From fiscal 2005 to fiscal 2010 the budget rose 87% | 3 5.61 in=FY2005;FY2010
    stands | the budget for fiscal 2010 rose 87% | 3 5.61 in=FY2005;FY2010
    stands | unchanged since fiscal 2005 | 3 3 in=FY2005;FY2010
    falls  | unchanged since fiscal 2010 | 3 3 in=FY2005;FY2010
    stands | had the same number, unchanged, in fiscal 2010 | 3 3 in=FY2005;FY2010
    stands | nearly doubled between 2005 and 2010 | 201100 392862 in=y2005;y2010
    falls  | nearly doubled between 2005 and 2010 | 201100 392862 in=y2010;y2005
    stands | rose 5% on May 17, 2011 | 100 105 in=2011-05-16;2011-05-17
    falls  | rose 5% on May 16, 2011 | 100 105 in=2011-05-16;2011-05-17
    """)
}

@Test("Years after a change, a ratio or a difference are those of its two sides")
func yearsOfCalculations() throws {
  try check(
    """
    stands | 0.7% more than in fiscal 2009 | change 0.0072 in=FY2009;FY2010
    falls  | 0.7% more than in fiscal 2010 | change 0.0072 in=FY2009;FY2010
    stands | 0.7% more than it had been in fiscal 2009 | change 0.0072 in=FY2009;FY2010
    falls  | 0.7% more than it had been in fiscal 2010 | change 0.0072 in=FY2009;FY2010
    stands | a 3.3 percent increase over 2011 | change 0.0326 in=2011;2012
    falls  | a 3.3 percent increase over 2012 | change 0.0326 in=2011;2012
    stands | twice as many as in fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    falls  | twice as many as in fiscal 2010 | ratio 2.04 in=FY2000;FY2010
    stands | twice as many people as in fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    falls  | twice as many people as in fiscal 2010 | ratio 2.04 in=FY2000;FY2010
    stands | twice as many in fiscal 2010 | ratio 2.04 in=FY2000;FY2010
    falls  | twice as many in fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    stands | twice the number of fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    falls  | twice the number of fiscal 2010 | ratio 2.04 in=FY2000;FY2010
    stands | twice the number in fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    stands | In fiscal 2010 there were twice as many as in fiscal 2000 | ratio 2.04 in=FY2000;FY2010
    falls  | In fiscal 2000 there were twice as many as in fiscal 2010 | ratio 2.04 in=FY2000;FY2010
    stands | more than doubled since fiscal 2005 | ratio 2.31 in=FY2005;FY2010
    falls  | more than doubled since fiscal 2010 | ratio 2.31 in=FY2005;FY2010
    stands | rose by 2,722 in fiscal 2010 | difference 2722 in=FY2009;FY2010
    falls  | rose by 2,722 in fiscal 2009 | difference 2722 in=FY2009;FY2010
    stands | twice as many in fiscal 2010 | ratio 2.04 in=FY2010;FY2010
    stands | twice as many as in fiscal 2010 | ratio 2.04 in=FY2010;
    stands | fell 10% in fiscal 2012 | 10 9 in=FY2012;
    falls  | fell 10% in fiscal 2013 | 10 9 in=FY2012;
    stands | nearly nine for each one of them in fiscal 2000 | ratio 8.9 in=FY2000;FY2000
    """)
}

@Test("Years next to one of several figures are those of its value")
func yearsBesideFigures() throws {
  try check(
    """
    stands | 382,265 removals after 391,597 in fiscal 2009 | 382265 391597 in=FY2010;FY2009
    falls  | 382,265 removals after 391,597 in fiscal 2010 | 382265 391597 in=FY2010;FY2009
    stands | 382,265 removals in fiscal 2010 after 391,597 in fiscal 2009 | 382265 391597 in=FY2010;FY2009
    falls  | 382,265 removals in fiscal 2009 after 391,597 in fiscal 2010 | 382265 391597 in=FY2010;FY2009
    stands | In fiscal 2010, 382,265 removals after 391,597 in fiscal 2009 | 382265 391597 in=FY2010;FY2009
    stands | in fiscal 2009, 391,597, and in fiscal 2010, 382,265 | 391597 382265 in=FY2009;FY2010
    falls  | in fiscal 2010, 391,597, and in fiscal 2009, 382,265 | 391597 382265 in=FY2009;FY2010
    stands | 391,597 in fiscal 2009 became 382,265 in fiscal 2010 | 391597 382265 in=FY2009;FY2010
    falls  | 391,597 in fiscal 2010 became 382,265 in fiscal 2009 | 391597 382265 in=FY2009;FY2010
    stands | 29,296 of the 101,741 in fiscal 2010 | 29296 101741 in=FY2010;FY2010
    stands | 29,296 of the 101,741 in fiscal 2010 | 29296 101741 in=FY2010;
    stands | 29,296 of the 101,741 in fiscal 2010 | 29296 101741 in=;FY2010
    falls  | 29,296 of the 101,741 in fiscal 2009 | 29296 101741 in=FY2009;FY2010
    stands | 9 out of 10 in fiscal 2010, then 4 out of 5 | 9 10 4 5 in=FY2010;FY2010;FY2009;FY2009
    falls  | 9 out of 10 in fiscal 2009, then 4 out of 5 | 9 10 4 5 in=FY2010;FY2010;FY2009;FY2009
    stands | went from 40 to 60 | 40 60 in=FY2000;FY2010
    stands | went from 40 in fiscal 2000 to 60 in fiscal 2010 | 40 60 in=FY2000;FY2010
    falls  | went from 40 in fiscal 2010 to 60 in fiscal 2000 | 40 60 in=FY2000;FY2010
    stands | From fiscal 2000 to fiscal 2010 it went from 40 to 60 | 40 60 in=FY2000;FY2010
    falls  | From fiscal 2010 to fiscal 2000 it went from 40 to 60 | 40 60 in=FY2000;FY2010
    stands | between fiscal 2009 and fiscal 2010 the 40 became 60 | 40 60 in=FY2009;FY2010
    stands | in fiscal 2009 and 2010, 5 states and 6 cities | 5 6 in=FY2009;FY2010
    stands | 5 states and, since fiscal 2009, 6 cities | 5 6 in=FY2009;FY2010
    stands | 382,265 in fiscal 2010, 391,597 in fiscal 2009, 5 in fiscal 2008 | 382265 391597 5 in=FY2010;FY2009;FY2008
    falls  | 382,265 in fiscal 2010, 391,597 in fiscal 2008, 5 in fiscal 2009 | 382265 391597 5 in=FY2010;FY2009;FY2008
    """)
}

@Test(
  "A claim with years at the wrong value says which are meant",
  arguments: [
    (
      "fell 10% in fiscal 2012", "409849 368644 in=FY2012;FY2013",
      "the year is wrong: this value is for fiscal 2013, and fiscal 2012 belongs to another value", "fiscal 2013"
    ),
    (
      "from 61% in fiscal 2008 up to 73% in fiscal 2000", "0.61 0.73 in=FY2000;FY2008",
      "the years are swapped: the expression has fiscal 2000, then fiscal 2008", nil
    ),
    (
      "rose 5% on May 16, 2011", "100 105 in=2011-05-16;2011-05-17",
      "the date is wrong: this value is for May 17, 2011, and May 16, 2011 belongs to another value", "May 17, 2011"
    ),
  ] as [(String, String, String, String?)])
func wordsOfYears(_ words: String, _ line: String, _ reason: String, _ advice: String?) throws {
  let judgment = judge(words, against: try evidence(line))
  #expect(judgment.verdict == .falls)
  #expect(judgment.reason == reason)
  #expect(judgment.advice == advice)
}
