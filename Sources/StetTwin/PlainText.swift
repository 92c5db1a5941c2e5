import StetColumns
import StetDiagnostics

func text(_ value: Value) -> String {
  guard let text = value.asText else { preconditionFailure("the binder guarantees text here") }
  return text
}

func int(_ value: Value) -> Int64 {
  guard let number = value.asInt else { preconditionFailure("the binder guarantees an int here") }
  return number
}

/// Every position at which a text is found in another.
func found(_ part: String, in whole: String) -> [Int] {
  let (part, bytes) = (Array(part.utf8), Array(whole.utf8))
  return (0...bytes.count).filter { bytes.dropFirst($0).starts(with: part) }
}

/// What is between the separators, read from the left; all of it where there is none.
func parts(of whole: String, by separator: String) -> [String] {
  var parts: [[UInt8]] = [[]]
  var rest = Array(whole.utf8)[...]
  while let byte = rest.first {
    if !separator.isEmpty, rest.starts(with: separator.utf8) {
      rest = rest.dropFirst(separator.utf8.count)
      parts.append([])
    } else {
      parts[parts.count - 1].append(byte)
      rest = rest.dropFirst()
    }
  }
  return parts.map { String(decoding: $0, as: UTF8.self) }
}
