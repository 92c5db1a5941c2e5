import StetNotebook
import StetProse
import Testing

/// Words of a claim of the story, with others that are wrong. No two are of the same claim.
private struct Change {
  var right: String
  var wrong: [String]
}

@Test("Wrong numbers and words put into the worked example are caught, claim by claim")
func wrongWords() throws {
  let text = try storyText()
  let runner = storyRunner()
  let notebook = runner.run(text).notebook
  /// Which expression of the prose each change is in.
  var places: [Int] = []
  for change in changes {
    try #require(text.ranges(of: change.right).count == 1, "\(change.right)")
    let start = try #require(text.firstRange(of: change.right)).lowerBound
    let offset = notebook.source.base + text.utf8.distance(from: text.utf8.startIndex, to: start)
    let place = notebook.expressions.firstIndex { $0.whole.lower <= offset && offset < $0.whole.upper }
    places.append(try #require(place, "\(change.right)"))
  }
  #expect(Set(places).count == places.count)
  // The claims are judged one by one, so that one wrong phrase for each may be tried at the same time.
  for round in 0..<(changes.map(\.wrong.count).max() ?? 0) {
    var changed = text
    for change in changes where round < change.wrong.count {
      changed = changed.replacing(change.right, with: change.wrong[round])
    }
    let run = runner.run(changed)
    for (change, place) in zip(changes, places) where round < change.wrong.count {
      let verdict = run.answers[place].verdict
      #expect(verdict == .falls || verdict == .byHand, "\(change.wrong[round])")
    }
    #expect(run.answers.count { $0.verdict == nil } == notebook.expressions.count { $0.claimedWords.isEmpty })
  }
}

private let changes = [
  Change(
    right: "[for fiscal 2005 through 2010 come to $29.7 billion]",
    wrong: [
      "[for fiscal 2005 through 2010 come to $29.8 billion]", "[for fiscal 2004 through 2010 come to $29.7 billion]",
      "[for 2005 through 2010 come to $29.7 billion]",
    ]),
  Change(right: "[about half]", wrong: ["[about a third]", "[more than half]", "[half a million]"]),
  Change(
    right: "[28.8%, less than 30%]",
    wrong: ["[29.8%, less than 30%]", "[28.8%, more than 30%]", "[28.8 percentage points, less than 30%]"]),
  Change(
    right: "[In fiscal 2010 the Department of Homeland Security counted a record 382,461 removals]",
    wrong: [
      "[In fiscal 2009 the Department counted a record 382,461 removals]",
      "[In fiscal 2010 the Department counted a record 382,641 removals]",
      "[In fiscal 2010 the Department counted a record low of 382,461 removals]",
      "[In 2010 the Department counted a record 382,461 removals]",
    ]),
  Change(
    right: "[0.7% more than in fiscal 2009]",
    wrong: [
      "[7% more than in fiscal 2009]", "[0.7% fewer than in fiscal 2009]",
      "[0.7 percentage points more than in fiscal 2009]", "[0.7% more than in fiscal 2010]",
    ]),
  Change(
    right: "[twice as many as in fiscal 2000]",
    wrong: [
      "[three times as many as in fiscal 2000]", "[twice as many as in fiscal 2001]",
      "[twice as many as in fiscal 2010]",
    ]),
  Change(
    right: "[more than 350,000 a year",
    wrong: ["[more than 360,000 a year", "[fewer than 350,000 a year", "[350,000 a year"]),
  Change(
    right: "[fiscal 2010 was the second-highest]",
    wrong: [
      "[fiscal 2010 was the highest]", "[fiscal 2010 was the third-highest]", "[fiscal 2010 was the second-lowest]",
    ]),
  Change(
    right: "[382,265 removals after 391,597 in fiscal 2009]",
    wrong: [
      "[391,597 removals after 382,265 in fiscal 2009]", "[382,265 removals after 391,597 in fiscal 2010]",
      "[382,265 removals after 319,597 in fiscal 2009]",
    ]),
  Change(
    right: "[fiscal 2009 down by 11,858]",
    wrong: ["[fiscal 2009 up by 11,858]", "[fiscal 2009 down by 11,588]", "[fiscal 2009 down 11.9%]"]),
  Change(
    right: "[for 69 years in a row, from fiscal 1942",
    wrong: ["[for 68 years in a row, from fiscal 1942", "[for 69 years in a row, from fiscal 1941"]),
  Change(
    right: "[In fiscal 2000 there were nearly nine",
    wrong: [
      "[In fiscal 2000 there were nearly eight", "[In fiscal 2000 there were more than nine",
      "[In fiscal 1999 there were nearly nine",
    ]),
  Change(
    right: "[From fiscal 2000 to fiscal 2010 returns fell 72%]",
    wrong: [
      "[From fiscal 2000 to fiscal 2010 returns rose 72%]", "[From fiscal 2000 to fiscal 2010 returns fell 27%]",
      "[From fiscal 2000 to fiscal 2010 returns fell 72 percentage points]",
      "[From fiscal 2010 to fiscal 2000 returns fell 72%]", "[In fiscal 2000 returns fell 72%]",
    ]),
  Change(
    right: "[854,261 in fiscal 2010, the lowest number since fiscal 1982]",
    wrong: [
      "[845,261 in fiscal 2010, the lowest number since fiscal 1982]",
      "[854,261 in fiscal 2010, the lowest number since fiscal 1980]",
      "[854,261 in fiscal 2010, the highest number since fiscal 1982]", "[854,261 in fiscal 2010, a record low]",
    ]),
  Change(right: "[in fiscal 2011](= first", wrong: ["[in fiscal 2010](= first", "[in 2011](= first"]),
  Change(right: "[390,442]", wrong: ["[390,424]", "[390,000]"]),
  Change(right: "[at least 392,000]", wrong: ["[more than 392,000]", "[at least 393,000]"]),
  Change(
    right: "[a record 409,849 in fiscal 2012]",
    wrong: ["[a record 409,894 in fiscal 2012]", "[a record 409,849 in fiscal 2013]"]),
  Change(
    right: "[fell 10% in fiscal 2013]",
    wrong: [
      "[fell 11% in fiscal 2013]", "[rose 10% in fiscal 2013]", "[fell 10% in fiscal 2014]",
      "[fell 10% in fiscal 2012]",
    ]),
  Change(
    right: "[a record 432,281 in fiscal 2013]",
    wrong: ["[a record 432,281 in fiscal 2012]", "[the second-highest, 432,281, in fiscal 2013]"]),
  Change(right: "[14 jurisdictions in 2008]", wrong: ["[14 jurisdictions in 2009]", "[15 jurisdictions in 2008]"]),
  Change(
    right: "[1,123 on Feb. 28, 2011]",
    wrong: ["[1,132 on Feb. 28, 2011]", "[1,123 on Feb. 27, 2011]", "[1,123 on Feb. 28, 2010]"]),
  Change(
    right: "[about 80 times as many]",
    wrong: ["[about 90 times as many]", "[80 times as many]", "[about 80 times more]"]),
  Change(right: "[42 states by May 17, 2011]", wrong: ["[43 states by May 17, 2011]", "[42 states by May 7, 2011]"]),
  Change(
    right: "[By March 31, 2011, the program had led to 101,741 removals]",
    wrong: [
      "[By March 30, 2011, the program had led to 101,741 removals]",
      "[By March 31, 2011, the program had led to 101,471 removals]",
    ]),
  Change(right: "[one in 71 sets", wrong: ["[one in 17 sets", "[one in 72 sets"]),
  Change(
    right: "[29,296 of the 101,741 cases]", wrong: ["[29,296 of the 101,471 cases]", "[101,741 of the 29,296 cases]"]),
  Change(
    right: "[at least 1.2 percentage points]",
    wrong: ["[at least 1.3 percentage points]", "[at least 1.2%]", "[1.3 percentage points]"]),
  Change(right: "[26,882 of 38,828 removals]", wrong: ["[26,822 of 38,828 removals]"]),
  Change(right: "[69%]", wrong: ["[68%]", "[nearly 69%]", "[69 percentage points]"]),
  Change(
    right: "[In each year from fiscal 2000 to fiscal 2008, most of",
    wrong: [
      "[In each year from fiscal 2000 to fiscal 2009, most of",
      "[In each year from fiscal 2000 to fiscal 2008, a minority of",
    ]),
  Change(
    right: "[rose 12 percentage points, from 61% in fiscal 2000 to 73% in fiscal 2008]",
    wrong: [
      "[rose 12%, from 61% in fiscal 2000 to 73% in fiscal 2008]",
      "[fell 12 percentage points, from 61% in fiscal 2000 to 73% in fiscal 2008]",
      "[rose 12 percentage points, from 62% in fiscal 2000 to 73% in fiscal 2008]",
      "[rose 12 percentage points, from 61% in fiscal 2008 to 73% in fiscal 2000]",
      "[rose 12 percentage points, from 61% in fiscal 2008 to 73% in fiscal 2008]",
    ]),
  Change(
    right: "[Six budgets, for fiscal 2005 through 2010, come to $29,740 million]",
    wrong: [
      "[Five budgets, for fiscal 2005 through 2010, come to $29,740 million]",
      "[Six budgets, for fiscal 2005 through 2010, come to $29,740 billion]",
      "[Six budgets, for fiscal 2005 through 2010, come to $29,470 million]",
    ]),
  Change(right: "[detention and removal operations]", wrong: ["[investigations]"]),
  Change(
    right: "[more than doubled, from $1.2 billion in fiscal 2005 to $2.5 billion in fiscal 2010]",
    wrong: [
      "[more than tripled, from $1.2 billion in fiscal 2005 to $2.5 billion in fiscal 2010]",
      "[nearly doubled, from $1.2 billion in fiscal 2005 to $2.5 billion in fiscal 2010]",
      "[more than doubled, from $1.3 billion in fiscal 2005 to $2.5 billion in fiscal 2010]",
      "[more than doubled, from $1.2 billion in fiscal 2010 to $2.5 billion in fiscal 2005]",
    ]),
  Change(right: "[$200 million in", wrong: ["[$20 million in", "[$200 billion in"]),
  Change(right: "[3.5%]", wrong: ["[35%]", "[3.6%]"]),
  Change(
    right: "[From fiscal 2005 to fiscal 2010 the budget rose 87%]",
    wrong: [
      "[From fiscal 2005 to fiscal 2010 the budget fell 87%]", "[From fiscal 2005 to fiscal 2010 the budget rose 78%]",
      "[From fiscal 2005 to fiscal 2010 the budget nearly doubled]",
      "[From fiscal 2010 to fiscal 2005 the budget rose 87%]", "[In fiscal 2005 the budget rose 87%]",
    ]),
  Change(right: "[removals rose 55%]", wrong: ["[removals rose 56%]", "[removals rose by half]"]),
  Change(right: "comes to $15,011]", wrong: ["comes to $15,101]", "comes to $15,000]"]),
  Change(
    right: "[up 7% from fiscal 2005]",
    wrong: ["[up 20% from fiscal 2005]", "[down 7% from fiscal 2005]", "[up 7% from fiscal 2010]"]),
  Change(right: "to 2011, three]", wrong: ["to 2011, two]", "to 2012, three]"]),
  Change(right: "[more than $9 billion]", wrong: ["[more than $10 billion]", "[less than $9 billion]"]),
  Change(right: "[$5.9 billion]", wrong: ["[$5.8 billion]", "[$5.9 million]"]),
  Change(right: "[at most $1 million]", wrong: ["[less than $1 million]"]),
]
