import StetColumns
import StetDiagnostics
import StetEngine
import StetInterpreter

extension ScriptSession {
  /// Gives scripts a function that the program defines.
  ///
  /// ```swift
  /// try session.register(
  ///   name: "celsius", summary: "degrees Celsius of degrees Fahrenheit", example: "celsius(212)",
  ///   arguments: ["fahrenheit"]
  /// ) { (fahrenheit: Double) in (fahrenheit - 32) / 1.8 }
  /// ```
  ///
  /// It is called like a built-in function: once for each row, with the same widening (an int or a decimal is passed to a
  /// `Double`), the same errors for a wrong argument, and the same rules for missing values:
  ///
  /// - A row with a missing argument gives missing; the closure is not called.
  /// - A result of nil, or a `Double` that is not finite, is missing; the ledger counts those rows.
  /// - A column of `ExactDecimal` has 38 digits at the scale of its finest value; what does not fit is missing, too.
  /// - An error that the closure throws stops the run with the finding `function-failed`.
  ///
  /// The closure must depend only on its arguments: it may be called in any order, and more or less often than there are
  /// rows.
  ///
  /// - Parameters:
  ///   - name: letters, digits and `_`, not beginning with a digit.
  ///   - summary: one sentence for `help`.
  ///   - example: an expression that runs as it is.
  ///   - arguments: the names of the arguments, for calls and for messages; without them they are called `a`, `b`, `c`.
  ///   - body: the result of one row, or nil where there is none.
  /// - Throws: `RegistrationError` if the name cannot be called or is taken, if the names of arguments do not fit, or
  ///   if the closure takes more than three. A registered function does not replace another.
  public func register<each Argument: ScriptValue, Result: ScriptValue>(
    name: String, summary: String, example: String, arguments: [String]? = nil,
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result?
  ) throws(RegistrationError) {
    var types: [String] = []
    for type in repeat (each Argument).self { types.append(type.typeName) }
    let names = arguments ?? Array(["a", "b", "c"].prefix(types.count))
    guard (1...3).contains(types.count) else {
      throw RegistrationError("`\(name)` takes \(types.count) arguments; only one to three are allowed")
    }
    guard names.count == types.count, Set(names).count == names.count, names.allSatisfy(isCallable) else {
      throw RegistrationError(
        "`\(name)` needs \(types.count == 1 ? "one valid argument name" : "\(types.count) different, valid argument names")"
      )
    }
    let known = [
      Bool.typeName, Int64.typeName, Double.typeName, String.typeName, ExactDecimal.typeName, CalendarDay.typeName,
    ]
    if let other = (types + [Result.typeName]).first(where: { !known.contains($0) }) {
      throw RegistrationError(
        "`\(other)` is not a type that a function can take or return; the allowed types are \(known.joined(separator: ", "))"
      )
    }
    guard isCallable(name) else { throw RegistrationError("`\(name)` cannot be the name of a function") }
    guard !isTaken(name) else { throw RegistrationError("there is already a function `\(name)`") }
    add(
      Function(
        name, summary, example: example, zip(names, types).map { Parameter($0, .type(valueType($1))) },
        result: .type(valueType(Result.typeName)), unit: .none, isPartial: true, foreign: [:],
        second: .none("only the program that registered the function can calculate it")
      ) { arguments throws(ValueFailure) in
        try arguments.map(valueType(Result.typeName)) { values throws(ValueFailure) in
          var next = 0
          do {
            let result = try body(repeat argument((each Argument).self, values, &next))
            return result?.cell.value ?? .missing
          } catch {
            throw ValueFailure(.functionFailed, "`\(name)` failed: \(error)")
          }
        }
      })
  }

  /// What `:help` would say about a verb, function, aggregate or window, built in or registered; nil if there is none.
  public func help(_ name: String) -> HelpText? {
    if let verb = verbCatalog.first(where: { $0.forms.contains(name) }) {
      return HelpText(name, verb.summary, verb.example)
    }
    if let one = (registered + functionCatalog).first(where: { $0.name == name }) {
      return HelpText(name, one.summary, one.example)
    }
    if let one = aggregateCatalog.first(where: { $0.name == name }) {
      return HelpText(name, one.summary, one.example)
    }
    if let one = windowCatalog.first(where: { $0.name == name }) { return HelpText(name, one.summary, one.example) }
    if let one = framedCatalog.first(where: { $0.name == name }) { return HelpText(name, one.summary, one.example) }
    return nil
  }

  private func isTaken(_ name: String) -> Bool {
    (registered + functionCatalog).contains { $0.name == name } || aggregateCatalog.contains { $0.name == name }
      || windowCatalog.contains { $0.name == name } || framedCatalog.contains { $0.name == name }
  }
}

/// One entry of the help.
public struct HelpText: Sendable, Hashable {
  public let name: String
  public let summary: String
  /// An expression, or a step for a table with the columns `state`, `year` and `persons`.
  public let example: String

  init(_ name: String, _ summary: String, _ example: String) {
    self.name = name
    self.summary = summary
    self.example = example
  }
}

/// A function that cannot be registered as it is.
public struct RegistrationError: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The argument at `next`, which moves on.
private func argument<Value: ScriptValue>(_ type: Value.Type, _ values: [StetColumns.Value], _ next: inout Int) -> Value
{
  defer { next += 1 }
  guard let value = Value(Cell(values[next])) else {
    preconditionFailure("the binder checks the argument types before this")
  }
  return value
}

private func valueType(_ name: String) -> ValueType {
  guard let type = ValueType(name: name) else { preconditionFailure("`\(name)` must be a type that scripts know") }
  return type
}

/// A plain name that has no other meaning where a value can be used.
private func isCallable(_ name: String) -> Bool {
  let reserved: Set<String> = [
    "and", "or", "not", "in", "between", "is", "if", "then", "else", "match", "missing", "true", "false", "load",
    "table",
    "error", "by", "on", "within", "sort", "_",
  ]
  guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
  return !reserved.contains(name)
    && name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
