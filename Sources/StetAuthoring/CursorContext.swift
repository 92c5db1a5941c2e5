import StetColumns
import StetDiagnostics
import StetEngine
import StetInterpreter
import StetSyntax

/// What is known about the cursor: the statement before it, the step that it is in, and the columns that reach the step.
struct CursorContext {
  /// Of the statement.
  let tokens: [Token]
  /// The pipeline around it: the tokens of the step so far, and the columns that reach the step.
  var step: [Token]?
  var columns: [String] = []
  /// Where the columns come from, for their texts.
  var source: String?
  /// Columns whose texts come from the second column of another table, by `recode`.
  var recoded: [String: String] = [:]
  /// The index of the innermost open bracket inside the step or statement; nil outside any.
  var bracket: Int?

  var last: Token.Kind? { tokens.last?.kind }

  init(_ text: TextBeforeCursor, before start: Int, _ names: KnownNames) {
    tokens = text.tokens(before: start)
    var open: [Int] = []
    // The last pipe of every bracket that is open, and of the statement.
    var pipes: [Int?] = [nil]
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"):
        open.append(index)
        pipes.append(nil)
      case .symbol(")"), .symbol("]"), .symbol("}"):
        if open.popLast() != nil { pipes.removeLast() }
      case .symbol("|"): pipes[pipes.count - 1] = index
      case .symbol, .separator, .name, .quotedName, .number, .text, .date, .period, .end: break
      }
    }
    guard let level = pipes.lastIndex(where: { $0 != nil }), let pipe = pipes[level] else {
      bracket = open.last
      return
    }
    step = Array(tokens[(pipe + 1)...])
    if let last = open.last, last > pipe { bracket = last }
    let begin = level == 0 ? tokens[0].range.lower : tokens[open[level - 1]].range.upper
    let before = text.bytes[begin..<tokens[pipe].range.lower]
    if before.allSatisfy(isSpace) {
      columns = names.columns(Environment.last) ?? []
      source = Environment.last
    } else if let pipeline = pipeline(Array(before)) {
      source = sourceName(pipeline.source)
      (columns, recoded) = names.columns(after: pipeline)
    }
  }
}

extension KnownNames {
  /// The columns after the steps, by the binder, and those of them that another table has the texts of; a step that cannot be bound
  /// yet changes nothing.
  fileprivate func columns(after pipeline: Pipeline) -> (names: [String], recoded: [String: String]) {
    guard var schema = (try? catalog.boundTable(pipeline.source))?.schema else { return ([], [:]) }
    var recoded: [String: String] = [:]
    for step in pipeline.steps {
      guard let bound = try? catalog.bound([step], after: schema).steps, let last = bound.last else { continue }
      if let recode = last.operation as? RecodeOperation, case .named(let codes)? = last.inputs.last?.pipeline.source {
        recoded[schema.names[recode.column]] = codes.text
      }
      if let pivot = last.operation as? PivotOperation {
        let headings = sourceName(pipeline.source).map { self.headings($0, schema.names[pivot.column]) } ?? []
        schema = Schema(pivot.keys.map(\.field) + headings.map { Field($0, pivot.call.field.type) })
      } else if let after = last.schema {
        schema = after
      }
    }
    return (schema.names, recoded)
  }
}

private func pipeline(_ text: [UInt8]) -> Pipeline? {
  switch parse(SourceText(name: "", bytes: text)).0.statements.last?.kind {
  case .binding(_, let pipeline), .function(_, _, let pipeline), .pipeline(let pipeline): pipeline
  case .scope, .parameter, .use, .calendar, .claim, .check, .why, nil: nil
  }
}

/// The name of the table or dataset that a pipeline comes from.
private func sourceName(_ source: Expression) -> String? {
  switch source {
  case .name(let name): return name.text
  case .load(let arguments, _):
    if case .name(let name)? = arguments.first?.value { return name.text }
    return nil
  case .pipeline(let pipeline, _): return sourceName(pipeline.source)
  default: return nil
  }
}
