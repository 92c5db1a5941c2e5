import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let length = FunctionTwin("length") { values in .int(Int64(text(values[0]).indices.count)) }

  static let pad = FunctionTwin("pad") { values in
    let (whole, width, filler) = (text(values[0]), int(values[1]), text(values[2]))
    guard filler.count == 1, width <= 10_000 else { throw TwinFailure(.argument) }
    var padded = whole
    // Counted before: a filler may join the first letter to one character.
    var wanting = max(0, Int(width)) - whole.count
    while wanting > 0 {
      padded = filler + padded
      wanting -= 1
    }
    return .text(padded)
  }
}
