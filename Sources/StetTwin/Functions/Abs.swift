import StetColumns
import StetDiagnostics
import StetEngine

extension FunctionTwin {
  static let abs = FunctionTwin("abs") { values in
    switch values[0] {
    case .float(let number): return .float(number < 0 ? 0 - number : number)
    case let number:
      return order(number, zero(like: number)) < 0 ? try calculate(.subtract, zero(like: number), number) : number
    }
  }

  static let clamp = FunctionTwin("clamp") { values in
    if order(values[1], values[2]) > 0 { throw TwinFailure(.argument) }
    if order(values[0], values[1]) < 0 { return values[1] }
    return order(values[0], values[2]) > 0 ? values[2] : values[0]
  }
}

private func zero(like value: Value) -> Value {
  if case .decimal = value { .decimal(Decimal(digits: 0, scale: 0)) } else { .int(0) }
}
