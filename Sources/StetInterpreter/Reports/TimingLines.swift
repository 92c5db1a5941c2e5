package import StetDiagnostics
package import StetEngine
import StetFormats

/// How long a statement took, and the steps inside it.
package struct StatementTiming {
  let range: SourceRange
  let duration: Duration
  let steps: [StepTiming]

  package init(_ range: SourceRange, _ duration: Duration, steps: [StepTiming]) {
    self.range = range
    self.duration = duration
    self.steps = steps
  }
}

/// A line of JSON for each step and, after its steps, for each statement, with its location and its seconds.
package func timingLines(_ statements: [StatementTiming], _ sources: [SourceText]) -> [UInt8] {
  func line(_ step: String, _ range: SourceRange, _ duration: Duration) -> [UInt8] {
    var members: [(String, JSON)] = [("step", .text(step))]
    if let place = sources.location(of: range) { members.append(("location", .text(place))) }
    let (seconds, attoseconds) = duration.components
    members.append(("seconds", .number(String(Double(seconds) + Double(attoseconds) / 1e18))))
    return JSON.object(members).write() + [UInt8(ascii: "\n")]
  }
  return statements.flatMap { statement in
    statement.steps.flatMap { line($0.step, $0.range, $0.duration) }
      + line("statement", statement.range, statement.duration)
  }
}

extension [SourceText] {
  /// `story.stet:3:5`, the beginning of a range in one of these scripts.
  func location(of range: SourceRange) -> String? {
    guard let source = first(where: { $0.contains(range) }) else { return nil }
    let (line, column) = source.position(of: range.lower)
    return "\(source.name):\(line):\(column)"
  }
}
