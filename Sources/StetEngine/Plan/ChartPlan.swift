package import StetCharts
import StetColumns
package import StetDiagnostics

/// A chart whose names and types the binder has settled: a `Chart` without rows, and the expressions that give it them.
package struct ChartPlan: Sendable {
  /// What a channel shows, with its label.
  struct ChannelPlan: Sendable {
    var channel: Channel
    var value: TypedExpression
    var label: String
  }

  /// A layer that is still without columns, and what gives it them.
  struct LayerPlan: Sendable {
    var layer: Layer
    var channels: [ChannelPlan] = []
    /// The columns of a mark that takes any number of them.
    var columns: [ChannelPlan] = []
    var highlight: TypedExpression?
    /// Where a logarithmic axis refuses numbers.
    var range: SourceRange
  }

  var layers: [LayerPlan] = []
  /// The facet of every layer.
  var facet: ChannelPlan?
  /// In a grid, the column that its rows differ in.
  var facetRows: ChannelPlan?
  /// Everything that no row decides.
  package var chart = Chart()
  /// The file of a theme that is not built in.
  package var themeFile: (path: String, range: SourceRange)?
  /// The file of a map's areas.
  package var shapes: (path: String, range: SourceRange)?
  /// Widths in px besides the usual 640, each in a file of its own.
  package var extraWidths: [Int] = []

  /// What an editor would ask about the chart before any data is there.
  package var remarks: [String] {
    var bare = chart
    bare.layers = layers.map(\.layer)
    return lintBeforeData(bare, isHorizontal: layers.contains(where: \.isHorizontal))
  }
}

extension ChartPlan.LayerPlan {
  func type(_ channel: Channel) -> ValueType? { channels.first { $0.channel == channel }?.value.type }

  var isHorizontal: Bool { layer.mark.isHorizontal(x: type(.x), y: type(.y)) }

  /// The channel of its values, whose numbers are read off an axis.
  var valueChannel: Channel {
    // Names may run down or across, and numbers are on the other axis.
    let isUnclear =
      layer.mark.frame == .axes(.either) && type(.x)?.isNumeric != true && type(.y)?.isNumeric != true
    return isUnclear || isHorizontal || type(.y) == nil && !layer.mark.has(.counts) ? .x : .y
  }

  /// Whether its keys are of the same kind as those of another layer; those of horizontal marks are names.
  func sharesKeys(with other: ChartPlan.LayerPlan) -> Bool {
    guard !isHorizontal, let own = type(.x), let others = other.type(.x) else { return true }
    return keyKind(own) == keyKind(others)
      // Years as numbers have positions among years.
      || [own, others].contains(.int)
        && [own, others].contains { $0 == .period(.year) || $0 == .period(.fiscalYear) }
  }

  /// Whether its series are stacked.
  var isPiled: Bool {
    guard layer.mark.takes(.stack), type(.color) != nil else { return false }
    return layer.stack == nil || layer.stack == .stack || layer.stack == .share
  }
}

private func keyKind(_ type: ValueType) -> String {
  switch type {
  case .int, .decimal, .float, .duration: "number"
  case .date, .datetime, .period(.week): "day"
  case .period(let kind): kind.rawValue
  case .text, .bool: "name"
  }
}
