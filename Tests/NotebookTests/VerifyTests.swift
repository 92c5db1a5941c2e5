import StetColumns
import StetDiagnostics
import StetInterpreter
import StetNotebook
import Testing

@testable import StetEngine

private let people = """
  state,year,persons,spend,status,day,note
  TX,2008,120,1200.5,open,2008-01-15,a b
  TX,2009,95,1000.25,closed,2009-02-20,c
  IL,2008,33,310.1,open,2008-03-01,
  IL,2009,41,,closed,2009-04-11,d e f
  CA,2008,210,2999.99,open,2008-05-30,G
  CA,2009,187,2500,open,2009-06-06,h-i
  NY,2008,77,801.3,closed,2008-07-07,j
  NY,2009,80,790.9,open,2009-12-31,k

  """

/// Every verb, and functions, aggregates and windows of each kind.
private let notebook = """
  # All of it

  ```stet
  let people = load "people.csv"
  let regions = table { state, region; "TX", "South"; "IL", "North"; "CA", "West"; "NY", "North" }
  scope recent = year == 2009
  def per(a, b) = round(a / b, 3)
  let joined = people | join regions on state | derive each = per(spend, persons), half = persons / 2
  let by_year = people | group by year: total = sum(persons), mean = mean(spend), least = min(spend), middle = median(persons), spread = sd(persons)
  ```

  In all there were `= (people | group: s = sum(persons)):,` and [about 105 each](= (people | group: m = mean(persons))), `= by_year[year: 2009].spread:.2f` around it.
  [It rose](= by_year[year: 2009].total - by_year[year: 2008].total), or not. It is [a low](= (by_year | select year, total)).


  ```stet
  joined | filter recent | sort -persons | take 2
  people | exclude status == "open" because "over" | select state, n = persons | rename count = n
  people | drop note | top 2 persons by state
  people | derive share = persons / sum(persons) within year, before = previous(persons) within state sort year, r = rank(-persons)
  people | derive total = running_sum(spend) sort year, state, change = percent_change(persons) within state sort year
  people | derive y = year(day), m = month(day), q = quarter(day), w = weekday(day), later = add_months(day, 3)
  people | derive u = upper(note), l = length(note), c = contains(note, "b"), t = trim(note), r = replace(note, " ", "_"), p = pad(state, 4)
  people | derive s = sqrt(persons), l = log(persons), e = exp(persons / 100), f = floor(spend), c = clamp(persons, 50, 100), m = mod(persons, 7) | drop note
  people | group by state, status: n = count(), d = count_distinct(year), q = quantile(spend, 0.25), v = variance(persons), f = first(day), l = last(day)
  people | pivot status: sum(persons)
  people | select state, year, persons, spend | unpivot persons..spend as what, much
  people | complete state, status | fill persons: 0 | fill down year
  people | distinct state | append (table { state; "WA" }), fill: true | sort state
  people | lump state, top: 2 | group by state: n = count()
  people | sample 3, seed: 7
  people | left join (regions | filter region == "North") on state | filter region is missing
  people | keep matching regions on state | drop matching (regions | take 1) on state
  people | join nearest (table { day, what; @2008-02-01, "x"; @2009-05-01, "y" }) on day within 200 days
  people | recode status using (table { status, word; "open", "O"; "closed", "C" }) expect complete
  people | expect persons > 0 | expect rows == 8 | expect unique(state, year)
  people | describe
  people | filter persons > 50 | take 3 | ledger
  people | filter spend > 1000 | ledger | select step
  claim "many": (people | group: s = sum(spend)) > 9000.1
  people | group by year: s = weighted_mean(persons, persons), c = correlation(persons, spend), m = mode(status), a = any(status == "open"), z = share(persons, where: status == "open")
  people | chart { column x: year, y: persons, color: status; title "Persons" }
  people | column x: state, y: persons
  people | chart { bar x: persons / 2, y: upper(state) }
  1 / 3 + 0.1
  ```

  """

/// The engine, step by step, with one cell of one step's result changed.
private struct WrongCalculation: Backend {
  /// Which step, of all that are calculated, and which of its cells.
  let step: Int
  let cell: Int
  let steps = Counter()

  final class Counter: @unchecked Sendable {
    var count = 0
    /// What the cell was in and became, once it was changed.
    var changed: String?
  }

  func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int {
    steps.first?.operation.purpose == .calculates ? 1 : 0
  }

  func run(_ planned: [PlanStep], on table: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
    var executor = Executor()
    var result = try executor.run(planned, on: table)
    steps.count += 1
    guard steps.count - 1 == self.step, result.rowCount > 0, !result.columns.isEmpty else { return result }
    let (row, column) = (cell % result.rowCount, cell / result.rowCount % result.columns.count)
    var values = (0..<result.rowCount).map { result.columns[column][$0] }
    switch values[row] {
    case .int(let number): values[row] = .int(number + 1)
    case .float(let number): values[row] = .float(number * 1.000001 + 0.5)
    case .text(let text): values[row] = .text(text + "x")
    case .missing, .bool, .decimal, .date, .datetime, .period, .duration: return result
    }
    steps.changed = result.schema.names[column]
    result.columns[column] = Column(values, type: result.columns[column].type)
    return result
  }

  func value(of expression: TypedExpression) -> Value? { nil }
}

private func run(_ folder: NotebookFolder, _ text: String, _ backends: any Backend...) -> NotebookRun {
  let session = folder.session()
  session.backends = backends
  return NotebookRunner(session).run(text, name: "story.md")
}

@Test("Two calculations with nothing in common give the same figures, to the rounding of floats")
func twin() throws {
  let folder = try NotebookFolder(["people.csv": people])
  let first = run(folder, notebook)
  #expect(first.diagnostics.filter { $0.kind != .claim && $0.code != .byHand } == [])
  let verification = Verification(first, run(folder, notebook, TwinBackend(noting: VerificationGaps())))
  #expect(verification.found == [])
  #expect(verification.tables >= 24)
  #expect(verification.cells > 900)
  #expect(verification.expressions == 5)
  #expect(verification.largestRounding < 1e-13)
}

@Test("One cell that a calculation gets wrong is found wherever it is shown, and named")
func wrongCell() throws {
  let folder = try NotebookFolder(["people.csv": people])
  let text = """
    ```stet
    let people = load "people.csv"
    let by_year = people | group by year: total = sum(persons), cost = sum(spend)
    ```

    `= by_year[year: 2008].total` [1,050 more](= (people | group: s = sum(persons) + 0.5))

    ```stet
    by_year
    people | derive each = spend / persons | sort -each
    people | pivot status: sum(persons)
    claim "many": (people | group: s = sum(persons)) > 1
    people | chart { column x: state, y: persons }
    people | group by state: n = count(), s = max(persons)
    ```

    """
  let first = run(folder, text)
  #expect(Verification(first, run(folder, text, WrongCalculation(step: -1, cell: 0))).found == [])
  var (changed, shown) = (0, 0)
  for step in 0..<12 {
    for cell in 0..<24 {
      let calculation = WrongCalculation(step: step, cell: cell)
      let second = run(folder, text, calculation)
      guard let column = calculation.steps.changed else { continue }
      changed += 1
      let found = Verification(first, second).found
      // What is dropped later is no figure.
      let isShown = figures(first) != figures(second)
      #expect(found.isEmpty != isShown, "step \(step), `\(column)`")
      shown += isShown ? 1 : 0
      #expect(
        found.allSatisfy { $0.range != nil && !$0.notes.isEmpty || $0.kind != .data }, "step \(step), `\(column)`")
    }
  }
  #expect(changed > 100)
  #expect(shown > 80)
}

@Test("A second calculation that fails says why")
func secondFails() throws {
  struct Failing: Backend {
    func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int { steps.count }
    func run(_ steps: [PlanStep], on table: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
      throw RunFailure(Diagnostic(.secondCalculation, "the second calculation fails", at: steps[0].range, kind: .data))
    }
    func value(of expression: TypedExpression) -> Value? { nil }
  }
  let folder = try NotebookFolder(["people.csv": people])
  let text = "```stet\nload \"people.csv\" | take 1\n```\n\n`= 1`\n"
  let found = Verification(run(folder, text), run(folder, text, Failing())).found
  #expect(found.map(\.code).contains(.secondCalculation))
}

/// The rows in the other order: an operation that nobody has calculated a second time.
private struct ReverseOperation: Operation {
  func run(on table: Table, in context: inout StepContext) -> Table {
    table.gather((0..<Int32(table.rowCount)).reversed())
  }

  var other: Table? { nil }
  var purpose: StepPurpose { .calculates }
  func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> ReverseOperation { self }
  var columnFlow: ColumnFlow { .through }
  func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output }
  var rowFlow: RowFlow { .reorders(canFail: false) }
  func rowMap(_ input: Table, in context: StepContext) -> RowMap { .rows((0..<Int32(input.rowCount)).reversed()) }
  func goBack(_ strand: Strand, _ back: inout StepBack) {}
  func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

@Test("An operation without a second calculation is run by the engine and reported")
func operationWithoutSecond() throws {
  let table = Table(schema: Schema([Field("n", .int)]), columns: [.int(Vector([1, 2]))], rowCount: 2)
  let step = PlanStep(
    operation: ReverseOperation(), name: "reverse", range: SourceRange(0, 7), schema: nil, continues: false, order: 0)
  let gaps = VerificationGaps()
  var executor = Executor(backends: [TwinBackend(noting: gaps)])
  #expect(try executor.run([step], on: table).columns[0][0] == .int(2))
  #expect(gaps.lines == ["`reverse` cannot be calculated a second time"])
  #expect(executor.ledger.isEmpty)
}
