import StetColumns
import StetDiagnostics

extension Function {
  static let length = Function(
    "length", "the number of characters in the text, as a reader counts them", example: #"length("señor")"#, [.text()],
    result: .type(.int), unit: .none,
    foreign: ["len": .same, "nchar": .same, "char_length": .same, "str_length": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.measureTexts { text in
      Int32(truncatingIfNeeded: isPlain(text) ? text.count : String(copying: text).count)
    }
  }

  static let pad = Function(
    "pad", "the text padded on the left to a given number of characters, for codes such as `007`",
    example: #"pad("1001", 5, "0")"#,
    [.text(), Parameter("width", .type(.int)), Parameter("with", .type(.text), default: .text(" "))],
    result: .type(.text), unit: .none,
    foreign: [
      "lpad": .different("`lpad` also cuts off longer text; `pad` only adds characters: `pad(code, 5, \"0\")`"),
      "str_pad": .reordered([0, 1]),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { rest in
      guard case .int(let width) = rest[0], case .text(let filler) = rest[1] else {
        preconditionFailure("the binder guarantees an int and a text here")
      }
      let (bytes, isOne) = (Array(filler.utf8), filler.count == 1)
      return { text, result throws(ValueFailure) in
        guard isOne else { throw ValueFailure(.argument, "`with` of `pad` must be a single character") }
        guard width <= 10_000 else { throw ValueFailure(.argument, "`width` of `pad` must be at most 10,000") }
        let length = isPlain(text) ? text.count : String(copying: text).count
        result.append(bytes, times: Swift.max(0, Swift.max(0, Int(width)) - length))
        result.append(text)
        return true
      }
    }
  }
}
