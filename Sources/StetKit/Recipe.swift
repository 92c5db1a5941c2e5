import StetDiagnostics
import StetSyntax

/// How a named table or value came about: enough to make it again, so that nothing is kept for those who do not ask.
package final class Recipe: Sendable {
  let pipeline: Pipeline
  /// What the names in it meant, without tables.
  let names: Environment
  let isTable: Bool
  /// How many recipes depend on one another below it.
  let depth: Int
  /// A longer chain is not kept: to free or to follow one takes as much stack as it is long.
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
