import StetDiagnostics
import StetSyntax

/// How a named table or value was made: enough to make it again, so that nothing is stored unless it is needed.
package final class Recipe: Sendable {
  let pipeline: Pipeline
  /// The meanings of the names in it, without tables.
  let names: Environment
  let isTable: Bool
  /// The length of the chain of recipes that it depends on.
  let depth: Int
  /// A longer chain is not kept: freeing or following one takes stack in proportion to its length.
  static let deepest = 200

  init(pipeline: Pipeline, names: Environment, isTable: Bool) {
    self.pipeline = pipeline
    self.isTable = isTable
    depth = 1 + (names.recipes.values.map(\.depth).max() ?? 0)
    var names = names
    if depth > Self.deepest { names.recipes = [:] }
    self.names = names
  }
}
