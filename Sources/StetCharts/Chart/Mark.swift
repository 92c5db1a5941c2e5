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
  }

  package enum Orientation: Sendable {
    /// Keys run to the right.
    case vertical
    /// Keys run down.
    case horizontal
    /// Keys run down if `x` has numbers and `y` does not, or if there is no `y`.
    case either
  }

  /// What axes, labels and legends ask of a mark.
  package struct Traits: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Takes any number of columns in place of channels.
    package static let takesColumns = Traits(rawValue: 1 << 0)
    /// Its lengths are compared by eye, so its axis starts at zero.
    package static let startsAtZero = Traits(rawValue: 1 << 1)
    /// Takes up space along its axis: the axis gets half a step at each end.
    package static let hasWidth = Traits(rawValue: 1 << 2)
    /// The rows of a series are one shape, named at its end and highlighted whole.
    package static let isJoined = Traits(rawValue: 1 << 3)
    /// Its values are counts of rows, not a column.
    package static let counts = Traits(rawValue: 1 << 4)
    /// It shows areas on a map, where counts follow the population.
    package static let isMap = Traits(rawValue: 1 << 5)
    /// It has a few points in time, each with a name of its own and labels next to it.
    package static let hasMoments = Traits(rawValue: 1 << 6)
    /// Its rows spread over the width of a key, which needs more of it.
    package static let spreads = Traits(rawValue: 1 << 7)
    /// Rows have a line that leads from their name to the marks.
    package static let hasRowLines = Traits(rawValue: 1 << 8)
    /// Explains its own colors.
    package static let hasOwnLegend = Traits(rawValue: 1 << 9)
  }

  /// How the page draws it.
  enum Painting: Sendable {
    case onAxes(@Sendable (inout Drawing) -> Void)
    case figure(@Sendable (inout Figure) -> Void)
  }

  /// How the terminal draws it, from the same points.
  enum TerminalForm: Sendable {
    /// A row a value, as long as the value is.
    case bars
    case lines
    case dots
    case words
    /// A row a key, with its values and spreads as signs.
    case rows
    case grid
    /// Lines of text of a width in cells.
    case own(@Sendable (Figure, Int) -> [String])
  }

  package let name: String
  package let summary: String
  /// A pipeline's end that runs on a table with the columns `state`, `year` and `persons`.
  package let example: String
  package let frame: Frame
  /// Channels that it cannot do without, and those that it may have.
  package let needs: [Channel]
  package let takes: [Channel]
  package let traits: Traits
  /// What the reader has to know to read the mark, under the chart.
  let key: String?
  let terminal: TerminalForm
  /// What the rows of a layer turn into before axes are measured: the statistics that both drawings show.
  let arrange: (@Sendable (inout PreparedLayer) -> Void)?
  let painting: Painting

  init(
    _ name: String, summary: String, example: String, _ frame: Frame = .axes(.vertical), needs: [Channel],
    takes: [Channel] = [], traits: Traits = [], key: String? = nil, terminal: TerminalForm,
    arrange: (@Sendable (inout PreparedLayer) -> Void)? = nil, draw painting: Painting
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.frame = frame
    self.needs = needs
    self.takes =
      switch frame {
      case .axes: takes + (takes.contains(.label) ? [.labels] : []) + [.highlight, .facet, .rows]
      case .grid: takes + [.facet, .rows]
      case .own: takes
      }
    self.traits = traits
    self.key = key
    self.terminal = terminal
    self.arrange = arrange
    self.painting = painting
  }

  /// Writes words at its points, so that what is there is not read off the axis.
  package var isWords: Bool { if case .words = terminal { true } else { false } }

  package func has(_ trait: Traits) -> Bool { traits.contains(trait) }

  package func takes(_ channel: Channel) -> Bool { needs.contains(channel) || takes.contains(channel) }

  /// Whether keys run down, as the types of the channels say it; nil for a channel that is not given.
  package func isHorizontal(x: ValueType?, y: ValueType?) -> Bool {
    switch frame {
    case .axes(.horizontal): true
    case .axes(.either): x?.isNumeric == true && y?.isNumeric != true
    case .axes(.vertical), .grid, .own: false
    }
  }
}
