import StetDiagnostics
import StetInterpreter
import StetNotebook
import StetProse
import TestSupport
import Testing

/// An article of sixty figures, twenty of them wrong; `✗` stands behind those.
private let figures = #"""
  # Removals, returns and what they cost

  In fiscal 2010 the government removed [382,461](= year[fiscal_year: FY2010].removals) people, [about 382,000](= year[fiscal_year: FY2010].removals)
  of them under an order, against [379,739](= year[fiscal_year: FY2009].removals) a year earlier. Ten years earlier it had been [fewer than 200,000](= year[fiscal_year: FY2000].removals).
  Removals [more than doubled](= [year[fiscal_year: FY2000].removals, year[fiscal_year: FY2010].removals]) over those ten years;
  they [rose 103%](= [year[fiscal_year: FY2000].removals, year[fiscal_year: FY2010].removals]). Returns [fell 72%](= [year[fiscal_year: FY2000].returns, year[fiscal_year: FY2010].returns])
  in the same time, from [1.68 million](= year[fiscal_year: FY2000].returns) to [0.5 million](= year[fiscal_year: FY2010].returns).
  Returns [rose 72%](= [year[fiscal_year: FY2000].returns, year[fiscal_year: FY2010].returns])✗, as some had it, they did not.
  From 2009 to 2010 removals [grew by 2,722](= [year[fiscal_year: FY2009].removals, year[fiscal_year: FY2010].removals]), or [0.7%](= year[fiscal_year: FY2010].removals / year[fiscal_year: FY2009].removals - 1);
  they [grew by 2,277](= [year[fiscal_year: FY2009].removals, year[fiscal_year: FY2010].removals])✗ by another count.
  That was [a record](= year | filter fiscal_year <= FY2010 | select fiscal_year, removals), and [the highest since fiscal 2005](= year | filter fiscal_year <= FY2010 | select fiscal_year, removals)✗.
  Returns were at [their lowest since fiscal 1970](= returns_then)✗. Removals overtook returns in [fiscal 2011](= (year | filter removals > returns | group: first = min(fiscal_year))),
  not in [fiscal 2010](= (year | filter removals > returns | group: first = min(fiscal_year)))✗. By [fiscal 2013](= (year | top 1 removals | select fiscal_year)) removals stood
  [almost 20%](= year[fiscal_year: FY2013].removals / year[fiscal_year: FY2008].removals - 1)✗ above fiscal 2008; the rise was [20.1%](= year[fiscal_year: FY2013].removals / year[fiscal_year: FY2008].removals - 1).
  In fiscal 2021 they [fell](= [year[fiscal_year: FY2020].removals, year[fiscal_year: FY2021].removals]), the [lowest since fiscal 2000](= year | select fiscal_year, removals)✗,
  [a record low](= year | select fiscal_year, removals) of the years since 2000.

  ## Convictions

  Of those removed in fiscal 2008, [27.1%](= share_2008) had a conviction, [more than a quarter](= share_2008), [more than one in four](= share_2008), [one in five](= share_2008)✗, or [2.71%](= share_2008)✗ where somebody moved the point.
  [Almost three quarters](= 1 - share_2008) had none. The share was [39.2%](= share_2003) in fiscal 2003; it [fell by 12 percentage points](= share_2008 - share_2003),
  which is not to say that it [fell by 12%](= share_2008 - share_2003)✗: it [fell by 31%](= share_2008 / share_2003 - 1). Without a conviction were [261,753](= without[fiscal_year: FY2008].persons) people,
  [261,735](= without[fiscal_year: FY2008].persons)✗ in a first draft.
  Their number [doubled](= [128_276, 230_897])✗ from one year to another in an older table and [nearly doubled](= [128_276, 247_500]) in a newer one.

  ## Money

  ICE received [$5.7 billion](= total[fiscal_year: FY2010].budget) in fiscal 2010, [$5.7 million](= total[fiscal_year: FY2010].budget)✗ by a slip.
  Over [six](= (total | group: n = count())) years that made [$29.7 billion](= (total | group: all = sum(budget))), [nearly $60 billion](= (total | group: all = sum(budget)))✗ by an older count and [about $30 billion](= (total | group: all = sum(budget))) by ours.
  Detention alone took [44.3%](= detention_2010 / total[fiscal_year: FY2010].budget) of it in fiscal 2010, [44.4%](= detention_2010 / total[fiscal_year: FY2010].budget)✗ wrongly rounded.
  For each removal that was [$15,011](= total[fiscal_year: FY2010].budget / year[fiscal_year: FY2010].removals), [about 15,000 people](= total[fiscal_year: FY2010].budget)✗ in no sense at all.
  The budget of fiscal 2009 was [the highest](= total | filter fiscal_year <= FY2009 | select fiscal_year, budget) to that date, that of fiscal 2010 the [second-highest](= total | select fiscal_year, budget).

  ## The program

  It began in [2008](= year(begun)), on [Dec. 31, 2008](= begun) at the latest, with [14](= program[metric: "jurisdictions_active", as_of: @2008-12-31].value) jurisdictions,
  [forty](= program[metric: "jurisdictions_active", as_of: @2008-12-31].value)✗ in none. By May 2011, [42](= program[metric: "states_with_active_jurisdiction", as_of: @2011-05-17].value) states took part.
  [29,296 of the 101,741](= [removed - convicted, removed]) people removed had no conviction, [29,296 of the 110,741](= [removed - convicted, removed])✗ in a copy.
  In the month of May it was [May 17, 2011](= latest), not [May 17, 2010](= latest)✗. The daily number was [a record](= held | group by fy = fiscal_year(month): persons = mean(persons))✗ in fiscal 2026.

  ```stet hide
  let year = load removals_returns_by_fy | filter fiscal_year >= FY2000 | select fiscal_year, removals, returns
  let returns_then = load removals_returns_by_fy | filter fiscal_year in FY1960..FY2010 | select fiscal_year, returns
  let status = load removals_by_criminality | group by fiscal_year: share = share(persons, where: status == "criminal")
  let share_2008 = status[fiscal_year: FY2008].share
  let share_2003 = status[fiscal_year: FY2003].share
  let without = load removals_by_criminality | filter status == "non_criminal"
  let budgets = load ice_budget_by_activity | derive budget = budget_musd_nominal * 1 million
  let total = budgets | filter activity == "Total" | select fiscal_year, budget
  let detention_2010 = budgets | filter activity == "Detention and Removal Operations" and fiscal_year == FY2010 | select budget
  let program = load secure_communities_program_stats | filter geography == "US"
  let begun = program | group: first = min(as_of)
  let latest = program | filter metric == "states_with_active_jurisdiction" | group: last = max(as_of)
  let removed = program | filter metric == "removed" and as_of == @2011-03-31 | select value
  let convicted = program | filter metric == "removed_convicted" and as_of == @2011-03-31 | select value
  let held = table {
    month, persons
    @2023-10-31, 36_000; @2024-03-31, 37_500; @2024-09-30, 37_000
    @2024-10-31, 38_000; @2025-03-31, 47_000; @2025-09-30, 59_000
    @2025-10-31, 61_000; @2025-11-30, 65_000
  }
  ```
  """#

@Test("Of sixty figures in an article the twenty wrong ones are caught, and none of the forty right ones")
func sixtyNumbers() throws {
  var text = ""
  var isWrong: [Bool] = []
  var rest = figures[...]
  // A mark behind the bracket that ends a claim: claims are told by the order in which they end.
  while let end = rest.firstRange(of: ")✗") {
    text += rest[..<end.lowerBound] + "){WRONG}"
    rest = rest[end.upperBound...]
  }
  text += rest
  let plain = text.replacing("{WRONG}", with: "")
  let notebook = Notebook(SourceText(name: "article.md", text: plain))
  let marked = Notebook(SourceText(name: "article.md", text: text))
  try #require(notebook.expressions.count == marked.expressions.count)
  for expression in marked.expressions {
    let end = expression.whole.upper
    isWrong.append(marked.source[SourceRange(end, min(end + 7, marked.source.bytes.count))] == "{WRONG}")
  }
  let run = NotebookRunner(Session(folder: project)).run(notebook)
  #expect(run.codeBlocks.allSatisfy { $0.diagnostics.isEmpty }, "\(run.codeBlocks.flatMap(\.diagnostics))")
  var caught = 0
  var alarms = 0
  for (answer, isWrong) in zip(run.answers, isWrong) {
    let stands = answer.verdict == .stands
    if isWrong, !stands { caught += 1 }
    if !isWrong, !stands { alarms += 1 }
    #expect(stands != isWrong, "\(answer.expression.claimedWords) ← \(answer.words): \(answer.outcome)")
    // What falls is told, with its place.
    if isWrong { #expect(!answer.diagnostics.isEmpty) }
  }
  #expect(isWrong.count(where: \.self) == 20)
  #expect(isWrong.count { !$0 } == 40)
  print("\(caught) of 20 wrong figures caught, \(alarms) false alarms on 40")
}
