import StetColumns
package import StetDiagnostics

extension Trace {
  /// The rows behind some cells: rows of the result and columns of it.
  ///
  /// Walks from the last step to the first with strands, sets of rows that enter the figure in one way, and turns each into strands
  /// over the input of the step.
  package func explained(rows: [Int32], columns: Set<Int>) throws(RunFailure) -> Explanation {
    var walk = Walk()
    let way = walk.way(.carried, columns.sorted().first.map { table.schema.fields[$0].name } ?? "", nil, into: nil)
    try walk.follow(self, [Strand(way: way, rows: rows, columns: columns)])
    return walk.finished()
  }
}

/// Rows that enter the figure in one way, and the columns of them that it reads.
struct Strand {
  var way: Int
  /// In rising order.
  var rows: [Int32]
  var columns: Set<Int>

  func with(_ rows: [Int32]) -> Strand { Strand(way: way, rows: rows, columns: columns) }
}

/// The state of the walk: what was found so far.
struct Walk {
  var explanation = Explanation()
  private var sources: [(trace: Trace, ways: [Int32: [Int]], columns: Set<Int>)] = []

  mutating func way(_ role: Role, _ column: String, _ range: SourceRange?, into next: Int?) -> Int {
    let all = explanation.ways
    if let known = all.firstIndex(where: {
      $0.role == role && $0.column == column && $0.range == range && $0.next == next
    }) {
      return known
    }
    explanation.ways.append(Way(role: role, column: column, range: range, next: next))
    return all.count
  }

  mutating func follow(_ trace: Trace, _ strands: [Strand]) throws(RunFailure) {
    var strands = strands
    var passages: [Passage] = []
    var others: [(Trace, [Strand])] = []
    for place in trace.steps.indices.reversed() {
      let step = trace.steps[place]
      var back = try StepBack(step, strands, &self)
      strands = back.main
      let behind = Set(strands.flatMap(\.rows)).count
      back.leftOut += try leftOut(trace, at: place, strands)
      passages.append(
        Passage(
          step: step.step, table: trace.name, rowsIn: step.input.rowCount, rowsOut: step.output.rowCount,
          rowsBehind: behind,
          reckonings: back.reckonings, leftOut: back.leftOut))
      if let other = step.other, !back.other.isEmpty { others.append((other, back.other)) }
    }
    // From the source to the figure, and what was joined in front of what it was joined to.
    var earlier: [Passage] = []
    swap(&earlier, &explanation.passages)
    switch trace.source {
    case .trace(let inner): try follow(inner, strands)
    case .loaded: add(trace, strands)
    }
    for (other, strands) in others.reversed() { try follow(other, strands) }
    explanation.passages += passages.reversed() + earlier
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
    var explanation = explanation
    explanation.sources = sources.map { source in
      let rows = source.ways.keys.sorted()
      return RowsBehind(
        source: source.trace, rows: rows, ways: rows.map { source.ways[$0]?.sorted() ?? [] },
        columns: source.columns.sorted())
    }
    return explanation
  }
}
