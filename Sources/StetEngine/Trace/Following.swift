import StetColumns
package import StetDiagnostics

extension Trace {
  /// The source rows of some cells: rows of the result and columns of it.
  ///
  /// Walks from the last step to the first with strands, sets of rows that contribute to the figure in one way, and turns each into
  /// strands over the input of the step.
  package func explained(
    rows: [Int32], columns: Set<Int>, tellsWhatIsLeftOut: Bool = true
  ) throws(RunFailure) -> Explanation {
    var walk = Walk(tellsWhatIsLeftOut: tellsWhatIsLeftOut)
    let way = walk.ways.place(.carried, columns.min().map { table.schema.fields[$0].name } ?? "", nil, into: nil)
    try walk.follow(self, [Strand(way: way, rows: rows, columns: columns)])
    return walk.finished()
  }
}

/// The state of the walk: what was found so far.
struct Walk {
  /// Finding it takes as long as running the steps once more.
  let tellsWhatIsLeftOut: Bool
  var ways = Ways()
  private var passages: [Passage] = []
  private var sources: [(trace: Trace, ways: [Int32: [Int]], columns: Set<Int>)] = []

  init(tellsWhatIsLeftOut: Bool) { self.tellsWhatIsLeftOut = tellsWhatIsLeftOut }

  mutating func follow(_ trace: Trace, _ strands: [Strand]) throws(RunFailure) {
    var strands = strands
    var passages: [Passage] = []
    var others: [(Trace, [Strand])] = []
    for place in trace.steps.indices.reversed() {
      let step = trace.steps[place]
      var back = try walkedBack(step, strands)
      ways = back.ways
      let found = back.strands
      strands = found.main
      let behind = Set(strands.flatMap(\.rows)).count
      if tellsWhatIsLeftOut { back.leftOut += try leftOut(trace, at: place, strands) }
      passages.append(
        Passage(
          step: step.step, table: trace.name, rowsIn: step.input.rowCount, rowsOut: step.output.rowCount,
          rowsBehind: behind,
          calculations: back.calculations, leftOut: back.leftOut))
      if let other = step.other, !found.other.isEmpty { others.append((other, found.other)) }
    }
    // From the source to the figure, and what was joined before what it was joined to.
    var earlier: [Passage] = []
    swap(&earlier, &self.passages)
    switch trace.source {
    case .trace(let inner): try follow(inner, strands)
    case .loaded: add(trace, strands)
    }
    for (other, strands) in others.reversed() { try follow(other, strands) }
    self.passages += passages.reversed() + earlier
  }

  private func walkedBack(_ traced: TracedStep, _ strands: [Strand]) throws(RunFailure) -> StepBack {
    let step = traced.step
    var back = StepBack(step.name, step.range, from: traced.input, to: traced.output, traced.rows, ways)
    // If a group's figures are asked for, their rows have its key, too; the others are needed only for a key.
    var keyCount = 0
    if case .groups(let keys) = step.operation.rowFlow { keyCount = keys.count }
    func asksForFigures(_ strand: Strand) -> Bool { keyCount == 0 || strand.columns.contains { $0 >= keyCount } }
    let ordered = strands.filter(asksForFigures) + strands.filter { !asksForFigures($0) }
    for strand in ordered where !strand.rows.isEmpty { try step.operation.goBack(strand, &back) }
    return back
  }

  private mutating func add(_ trace: Trace, _ strands: [Strand]) {
    let place: Int
    if let known = sources.firstIndex(where: { $0.trace === trace }) {
      place = known
    } else {
      place = sources.count
      sources.append((trace, [:], []))
    }
    for strand in strands {
      sources[place].columns.formUnion(strand.columns)
      for row in strand.rows where !(sources[place].ways[row]?.contains(strand.way) ?? false) {
        sources[place].ways[row, default: []].append(strand.way)
      }
    }
  }

  func finished() -> Explanation {
    let sources = sources.map { source in
      let rows = source.ways.keys.sorted()
      return RowsBehind(
        source: source.trace, rows: rows, ways: rows.map { source.ways[$0]?.sorted() ?? [] },
        columns: source.columns.sorted())
    }
    return Explanation(ways: ways.all, sources: sources, passages: passages)
  }
}
