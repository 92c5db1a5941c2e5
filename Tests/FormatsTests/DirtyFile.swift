import StetColumns
import TestSupport

@testable import StetFormats

/// A file of `Datasets/dirty`, and the tables that are right for it.
struct DirtyFile {
  /// `rows/short-2-first.csv`
  let name: String
  /// Right at the first try; then those that are right only with an option that was printed.
  let tables: [[RightColumn]]
  let after: [[RightColumn]]

  var path: String { project + "/Datasets/dirty/" + name }
  /// As messages name it.
  var shownName: String { String(name[name.index(after: name.firstIndex(of: "/") ?? name.startIndex)...]) }

  /// The files of a class.
  static func all(in folder: String) throws -> [DirtyFile] {
    let path = "Datasets/dirty/\(folder)/expected.json"
    guard case .object(let cases) = try JSON.parse(Array(repositoryText(path).utf8), name: path) else { return [] }
    return cases.map { name, expected in
      func tables(_ key: String) -> [[RightColumn]] {
        (expected[key]?.array ?? []).map { ($0.array ?? []).map(RightColumn.init) }
      }
      return DirtyFile(name: "\(folder)/\(name)", tables: tables("tables"), after: tables("after"))
    }
  }

  /// How a table differs from the right one that is nearest; empty if it is one of those.
  func issues(of table: Table, afterAdvice: Bool) -> [Issue] {
    (tables + (afterAdvice ? after : [])).map { Issue.all(of: table, against: $0) }
      .min { ($0.first == .shape ? .max : $0.count) < ($1.first == .shape ? .max : $1.count) } ?? [.shape]
  }

  enum Issue: Hashable {
    case shape
    case name(String)
    case column(String)

    static func all(of table: Table, against right: [RightColumn]) -> [Issue] {
      let rows = right.flatMap(\.readings).map(\.cells.count).max() ?? 0
      guard table.columns.count == right.count, table.rowCount == rows else { return [.shape] }
      return zip(table.schema.names.indices, right).compactMap { index, right in
        let name = table.schema.names[index]
        guard right.names.contains(where: { $0 == "*" || Array($0.utf8) == Array(name.utf8) }) else {
          return .name(name)
        }
        let cells = (0..<table.rowCount).map { row in
          let value = table.columns[index][row]
          return value.isMissing || value == .text("") ? nil : plainText(value)
        }
        let isRight = right.readings.contains { $0.isEqual(cells, table.columns[index].type.name) }
        return isRight ? nil : .column(name)
      }
    }
  }
}

/// A column of a right table: names and readings, each of them right.
struct RightColumn {
  let names: [String]
  let readings: [Reading]

  init(_ json: JSON) {
    names = json["name"]?.text.map { [$0] } ?? (json["name"]?.array ?? []).compactMap(\.text)
    readings = (json["is"]?.array ?? []).map { reading in
      let parts = reading.array ?? []
      return Reading(
        kind: parts.first?.text ?? "", cells: parts.dropFirst().map { $0.text.flatMap { $0.isEmpty ? nil : $0 } })
    }
  }

  /// A type, and cells of which nil is missing. Empty text counts as missing here.
  struct Reading {
    let kind: String
    let cells: [String?]

    func isEqual(_ found: [String?], _ type: String) -> Bool {
      guard found.map({ $0 == nil }) == cells.map({ $0 == nil }) else { return false }
      let pairs = zip(found, cells).compactMap { found, cell in found.flatMap { a in cell.map { (a, $0) } } }
      guard !pairs.isEmpty else { return true }
      func fits(_ types: [String], _ isSame: (String, String) -> Bool) -> Bool {
        types.contains(type) && pairs.allSatisfy(isSame)
      }
      return switch kind {
      case "number": fits(["int", "decimal", "float"], isSameNumber)
      case "text": fits(["text", "fiscal_year", "year", "quarter", "week"]) { Array($0.utf8) == Array($1.utf8) }
      case "date", "datetime": fits(["date", "datetime", "text"]) { moment($0) == moment($1) }
      case "month": fits(["month", "text"], ==)
      case "bool": fits(["bool"], ==)
      default: false
      }
    }

    private func isSameNumber(_ found: String, _ wanted: String) -> Bool {
      plain(found) == plain(wanted) || wanted.contains(".") && Double(found) == Double(wanted)
    }

    /// Without zeros after the last decimal place, and without a sign before zero.
    private func plain(_ number: String) -> String {
      var number = number[...]
      if number.contains("."), !number.contains("e") {
        while number.last == "0" { number.removeLast() }
        if number.last == "." { number.removeLast() }
      }
      return number == "-0" ? "0" : String(number)
    }

    /// A date and time in one form; that it is in UTC is left out.
    private func moment(_ cell: String) -> String {
      var cell = String(cell.map { $0 == " " ? "T" : $0 })
      for ending in ["Z", "+00:00"] where cell.hasSuffix(ending) { cell.removeLast(ending.count) }
      if cell.contains(".") { while let last = cell.last, last == "0" || last == "." { cell.removeLast() } }
      return cell.contains("T") ? cell : cell + "T00:00:00"
    }
  }
}
