package import StetColumns

/// How rows become shapes: the channels it takes, the frame it draws in, and the drawing itself.
package struct Mark: Sendable {
  package enum Frame: Sendable, Equatable {
    /// Along an axis of keys and an axis of numbers.
    case axes(Orientation)
    /// In the fields between two axes of keys.
    case grid
    /// In a picture of its own, alone in its chart.
    case own
    /// On the axes of other marks; its rows are remarks, not data.
    case remark
  }

  package enum Orientation: Sendable {
    /// Keys run to the right.
    case upright
    /// Keys run down.
    case lying
    /// Keys run down where `x` holds numbers and `y` does not, or where there is no `y`.
    case either
  }

  /// How the terminal draws it.
  enum TerminalForm: Sendable {
    case bars, lines, dots, words, grid
    /// A row a key, with its values as signs: each, or from the least to the largest, or as a box.
    case rows(RowForm)
    /// Lines of text of a width in cells.
    case own(@Sendable (Figure, Int) -> [String])
  }

  enum RowForm: Sendable { case each, span, box }

  package let name: String
  package let summary: String
  /// A pipeline's end that runs on a table with the columns `state`, `year` and `persons`.
  package let example: String
  package let frame: Frame
  /// Channels that it cannot do without, and those that it may have.
  package let needs: [String]
  package let takes: [String]
  /// Takes any number of columns in place of channels.
  package let takesColumns: Bool
  /// Its lengths are compared by eye, so its axis starts at zero.
  let startsAtZero: Bool
  /// Takes up room along its axis: the axis gets half a step at each end.
  let hasWidth: Bool
  /// The rows of a series are one shape, named at its end and highlighted whole.
  let isJoined: Bool
  /// Its values are counts of rows, not a column.
  package let counts: Bool
  /// It shows places on a map, where counts follow the population.
  let isMap: Bool
  /// It has a few moments, each with a name of its own and labels beside it.
  let hasMoments: Bool
  /// Its rows spread over the width of a key, which needs more of it.
  let spreads: Bool
  /// Rows have a line that leads from their name to the marks.
  let hasRowLines: Bool
  /// Says itself what its colors stand for.
  let hasOwnLegend: Bool
  let terminal: TerminalForm
  /// What becomes of the rows of a layer before axes are measured.
  let arrange: (@Sendable (inout PreparedLayer) -> Void)?
  /// What the reader has to know to read the mark, under the chart.
  let key: String?
  let draw: @Sendable (inout Drawing) -> Void
  let drawFigure: (@Sendable (inout Figure) -> Void)?

  /// A mark on axes.
  init(
    _ name: String, summary: String, example: String, _ orientation: Orientation = .upright, needs: [String],
    takes: [String] = [], startsAtZero: Bool = false, hasWidth: Bool = false, isJoined: Bool = false,
    counts: Bool = false, hasMoments: Bool = false, spreads: Bool = false, hasRowLines: Bool = false,
    terminal: TerminalForm, key: String? = nil,
    arrange: (@Sendable (inout PreparedLayer) -> Void)? = nil, draw: @escaping @Sendable (inout Drawing) -> Void
  ) {
    self.init(
      name, summary, example, .axes(orientation), needs,
      takes + (takes.contains("label") ? ["labels"] : []) + ["highlight", "facet", "rows"], startsAtZero: startsAtZero,
      hasWidth: hasWidth, isJoined: isJoined, counts: counts, hasMoments: hasMoments, spreads: spreads,
      hasRowLines: hasRowLines, terminal: terminal, key: key,
      arrange: arrange, draw: draw)
  }

  /// A mark in the fields of a grid.
  init(
    grid name: String, summary: String, example: String, needs: [String], takes: [String],
    draw: @escaping @Sendable (inout Drawing) -> Void
  ) {
    self.init(
      name, summary, example, .grid, needs, takes + ["facet", "rows"], hasWidth: true, terminal: .grid, draw: draw)
  }

  /// A mark with a picture of its own.
  init(
    figure name: String, summary: String, example: String, needs: [String], takes: [String] = [],
    takesColumns: Bool = false, isMap: Bool = false, hasOwnLegend: Bool = false,
    terminal: @escaping @Sendable (Figure, Int) -> [String],
    arrange: (@Sendable (inout PreparedLayer) -> Void)? = nil, draw: @escaping @Sendable (inout Figure) -> Void
  ) {
    self.init(
      name, summary, example, .own, needs, takes, takesColumns: takesColumns, isMap: isMap,
      hasOwnLegend: hasOwnLegend, terminal: .own(terminal), arrange: arrange,
      draw: { _ in }, drawFigure: draw)
  }

  /// A remark, which the layout draws.
  init(remark name: String, summary: String, example: String) {
    self.init(name, summary, example, .remark, [], [], terminal: .lines, draw: { _ in })
  }

  private init(
    _ name: String, _ summary: String, _ example: String, _ frame: Frame, _ needs: [String], _ takes: [String],
    takesColumns: Bool = false, startsAtZero: Bool = false, hasWidth: Bool = false, isJoined: Bool = false,
    counts: Bool = false, isMap: Bool = false, hasMoments: Bool = false, spreads: Bool = false,
    hasRowLines: Bool = false, hasOwnLegend: Bool = false,
    terminal: TerminalForm, key: String? = nil,
    arrange: (@Sendable (inout PreparedLayer) -> Void)? = nil, draw: @escaping @Sendable (inout Drawing) -> Void,
    drawFigure: (@Sendable (inout Figure) -> Void)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.frame = frame
    self.needs = needs
    self.takes = takes
    self.takesColumns = takesColumns
    self.startsAtZero = startsAtZero
    self.hasWidth = hasWidth
    self.isJoined = isJoined
    self.counts = counts
    self.isMap = isMap
    self.hasMoments = hasMoments
    self.spreads = spreads
    self.hasRowLines = hasRowLines
    self.hasOwnLegend = hasOwnLegend
    self.terminal = terminal
    self.key = key
    self.arrange = arrange
    self.draw = draw
    self.drawFigure = drawFigure
  }

  package var isData: Bool { frame != .remark }

  /// Takes up room along its axis of keys.
  package var takesRoom: Bool { hasWidth }

  /// Writes words at its places, so that what stands there is not read off the axis.
  package var isWords: Bool { terminal.isWords }

  /// Whether keys run down, as the types of the channels say it; nil for a channel that is not given.
  package func isLying(x: ValueType?, y: ValueType?) -> Bool {
    switch frame {
    case .axes(.lying): true
    case .axes(.either): x?.isNumeric == true && y?.isNumeric != true
    case .axes(.upright), .grid, .own, .remark: false
    }
  }

  func isLying(_ layer: Layer) -> Bool { isLying(x: layer.x?.column.type, y: layer.y?.column.type) }
}
