import StetColumns
import StetSyntax

extension Expression {
  /// The expression as scripts write it, for a fix that moves it; nil for forms that no fix moves.
  var written: String? {
    switch self {
    case .name(let name): return writtenName(name.text)
    case .literal(let literal, _): return literal.written
    case .unary(.minus, let operand, _): return operand.writtenOperand.map { "-\($0)" }
    case .unary(.not, let operand, _): return operand.writtenOperand.map { "not \($0)" }
    case .binary(let operation, let left, let right, _):
      guard let a = left.writtenOperand, let b = right.writtenOperand else { return nil }
      return "\(a) \(operation.rawValue) \(b)"
    case .isMissing(let subject, let negated, _):
      return subject.writtenOperand.map { "\($0) is \(negated ? "not " : "")missing" }
    case .call(let name, let arguments, _):
      var words: [String] = []
      for argument in arguments {
        guard let value = argument.value.written else { return nil }
        switch argument.label {
        case .none: words.append(value)
        case .passes(let label): words.append("\(label.text): \(value)")
        case .defines: return nil
        }
      }
      return "\(writtenName(name.text))(\(words.joined(separator: ", ")))"
    case .interpolation, .between, .conditional, .match, .list, .range, .load, .table, .record, .pipeline, .cell,
      .absent:
      return nil
    }
  }

  /// In parentheses if an operator next to it could bind to a part of it.
  private var writtenOperand: String? {
    switch self {
    case .unary, .binary, .isMissing: written.map { "(\($0))" }
    case .name, .literal, .call, .interpolation, .between, .conditional, .match, .list, .range, .load, .table, .record,
      .pipeline, .cell, .absent:
      written
    }
  }
}

extension Literal {
  fileprivate var written: String {
    switch self {
    case .int(let value): return "\(value)"
    case .decimal(let digits, let scale):
      return plainText(.decimal(Decimal(digits: digits, scale: scale))).replacing("−", with: "-")
    case .text(let text): return writtenText(text)
    case .bool(let value): return value ? "true" : "false"
    case .missing: return "missing"
    case .date(let days): return "@" + plainText(.date(days))
    case .period(let period):
      func padded(_ number: Int32, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
      }
      switch period {
      case .fiscalYear(let year): return "FY" + padded(year, 4)
      case .fiscalQuarter(let year, let quarter): return "FY\(padded(year, 4))-Q\(quarter)"
      case .quarter(let year, let quarter): return "\(padded(year, 4))-Q\(quarter)"
      case .month(let year, let month): return "@\(padded(year, 4))-\(padded(month, 2))"
      }
    case .duration(let count, let unit): return "\(count) \(unit.rawValue)s"
    }
  }
}
