import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let contains = FunctionTwin("contains") { values in
    .bool(!found(text(values[1]), in: text(values[0])).isEmpty)
  }

  static let startsWith = FunctionTwin("starts_with") { values in
    .bool(found(text(values[1]), in: text(values[0])).contains(0))
  }

  static let endsWith = FunctionTwin("ends_with") { values in
    let (whole, part) = (text(values[0]), text(values[1]))
    return .bool(found(part, in: whole).contains(whole.utf8.count - part.utf8.count))
  }

  static let replace = FunctionTwin("replace") { values in
    let (whole, wanted) = (text(values[0]), text(values[1]))
    return .text(wanted.isEmpty ? whole : parts(of: whole, by: wanted).joined(separator: text(values[2])))
  }

  static let splitPart = FunctionTwin("split_part") { values in
    let number = int(values[2])
    guard number != 0 else { throw TwinFailure(.argument) }
    let all = parts(of: text(values[0]), by: text(values[1]))
    guard number.magnitude <= all.count else { return .missing }
    return .text(number > 0 ? all[Int(number) - 1] : all.reversed()[-Int(number) - 1])
  }
}
