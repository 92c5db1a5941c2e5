import StetColumns
import StetEngine

extension FunctionTwin {
  static let mod = FunctionTwin("mod") { values in try calculate(.modulo, values[0], values[1]) }
}
