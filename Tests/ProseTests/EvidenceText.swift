import StetColumns
import StetProse
import Testing

/// Evidence in a line: a form, values, `unit=million_usd`, `in=FY2012,y2011` or, for each part, `in=FY2012;FY2013`, `FY2003:5` for the periods of a series,
/// `partial=rows_until_2025-11-30`.
///
/// Values: `5` int, `0.5` float, `d0.50` decimal, `y2012`, `FY2012`, `2012-03`, `2012-Q1`, `2012-03-04`, `true`, `missing`,
/// `_Texas` text, `h36` hours.
func evidence(_ text: String) throws -> Evidence {
  var values: [Value] = []
  var points: [(period: Value, value: Value)] = []
  var evidence = Evidence(.values([]))
  var partial: String?
  for part in text.split(separator: " ").map(String.init) {
    if part == "ratio" {
      evidence.form = .ratio
    } else if part == "change" {
      evidence.form = .change
    } else if part == "difference" {
      evidence.form = .difference
    } else if part.hasPrefix("unit=") {
      evidence.unit = String(part.dropFirst(5).replacing("_", with: " "))
    } else if part.hasPrefix("in=") {
      let parts = try part.dropFirst(3).split(separator: ";", omittingEmptySubsequences: false).map {
        try $0.split(separator: ",").map { try #require(value(String($0))) }
      }
      evidence.mentioned = Array(parts.joined())
      if parts.count > 1 { evidence.mentionedIn = parts }
    } else if part.hasPrefix("partial=") {
      partial = String(part.dropFirst(8).replacing("_", with: " "))
    } else if part.contains(":") {
      let pair = part.split(separator: ":").map(String.init)
      points.append((try #require(value(pair[0])), try #require(value(pair[1]))))
    } else {
      values.append(try #require(value(part), "\(part)"))
    }
  }
  evidence.content = points.isEmpty ? .values(values) : .series(points, partial: partial)
  return evidence
}

func value(_ text: String) -> Value? {
  switch text {
  case "true": return .bool(true)
  case "false": return .bool(false)
  case "missing": return .missing
  case "nan": return .float(.nan)
  default: break
  }
  if text.hasPrefix("_") { return .text(String(text.dropFirst())) }
  if text.hasPrefix("h"), let hours = Int64(text.dropFirst()) { return .duration(hours * 3_600_000_000) }
  let quarter = text.split(separator: "-Q").map(String.init)
  if text.hasPrefix("FY"), quarter.count == 2, let year = Int32(quarter[0].dropFirst(2)), let number = Int32(quarter[1])
  {
    return .period(year * 4 + number - 1, .fiscalQuarter)
  }
  if text.hasPrefix("FY"), let year = Int32(text.dropFirst(2)) { return .period(year, .fiscalYear) }
  if text.hasPrefix("y"), let year = Int32(text.dropFirst()) { return .period(year, .year) }
  if text.hasPrefix("d") {
    let parts = text.dropFirst().split(separator: ".").map(String.init)
    guard let digits = Int128(parts.joined()) else { return nil }
    return .decimal(Decimal(digits: digits, scale: parts.count > 1 ? parts[1].count : 0))
  }
  if let number = Int64(text) { return .int(number) }
  if let number = Double(text) { return .float(number) }
  let parts = text.split(separator: "-").map(String.init)
  guard parts.count > 1, let year = Int(parts[0]) else { return nil }
  if parts[1].hasPrefix("Q"), let quarter = Int(parts[1].dropFirst()) {
    return .period(Int32(year * 4 + quarter - 1), .quarter)
  }
  guard let month = Int(parts[1]) else { return nil }
  if parts.count == 2 { return .period(Int32(year * 12 + month - 1), .month) }
  return Int(parts[2]).flatMap { CivilDate(year: year, month: month, day: $0) }.map { .date($0.daysSinceEpoch) }
}

/// Holds every row of `verdict | words | evidence` against the judgment.
func check(_ table: String, _ sourceLocation: SourceLocation = #_sourceLocation) throws {
  for (offset, line) in table.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
  {
    let parts = line.split(separator: "|").map { String($0.trimming { $0 == " " }) }
    try #require(parts.count == 3, "\(line)")
    let judgment = judge(parts[1], against: try evidence(parts[2]))
    var place = sourceLocation
    place.line += offset + 1
    #expect("\(judgment.verdict)" == parts[0], "\(line): \(judgment)", sourceLocation: place)
    #expect((judgment.reason == nil) == (judgment.verdict == .stands), "\(line)", sourceLocation: place)
    #expect(!judgment.reading.isEmpty && !judgment.found.isEmpty, "\(line)", sourceLocation: place)
    if let advice = judgment.advice, judgment.verdict == .stands { Issue.record("\(line): advice \(advice)") }
  }
}

extension StringProtocol where SubSequence == Substring {
  fileprivate func trimming(_ isDropped: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let first = rest.first, isDropped(first) { rest.removeFirst() }
    while let last = rest.last, isDropped(last) { rest.removeLast() }
    return rest
  }
}
