import StetColumns

/// Numbers shown by color: classes between round edges, darker for more, or two hues on both sides of a middle.
struct Shades: Sendable, Equatable {
  /// One more than there are classes, ascending.
  private(set) var edges: [Double]
  private(set) var labels: [String]
  /// How many classes are below the middle; nil if there is a single hue.
  private(set) var below: Int?
  /// How many classes the longer side has, so that equal shades are equally far from the middle.
  private var reach = 1

  init(_ low: Double, _ high: Double, _ options: ShadeOptions) {
    let (least, most) = (low, high)
    let label: (Double) -> String? = { [format = options.format] value in format.flatMap { tickLabel(value, $0) } }
    let middle = options.middle ?? (low < 0 && high > 0 ? 0 : nil)
    if options.breaks.count > 1 {
      // Every edge is kept; numbers beyond the outermost have classes of their own.
      edges = Set(options.breaks).sorted()
      if low < edges[0] { edges.insert(low, at: 0) }
      if high > edges[edges.count - 1] { edges.append(high) }
      labels = edges.map { label($0) ?? formatted(.float($0), ",") ?? shortest($0) }
    } else {
      var (low, high) = (low, high)
      if let middle {
        // As far to one side as to the other.
        let reach = max(high - middle, middle - low)
        (low, high) = (middle - reach, middle + reach)
      }
      let ticks = Ticks.enclosing(low, high, about: middle == nil ? 5 : 9, label)
      edges = ticks.map(\.value)
      labels = ticks.map(\.label)
    }
    guard let middle else { return }
    reach = max(edges.dropLast().count { $0 < middle }, edges.dropFirst().count { $0 > middle })
    defer { below = edges.dropLast().count { $0 < middle } }
    guard options.breaks.count < 2 else { return }
    // Classes at the end of the shorter side may be empty.
    while edges.count > 2, edges[1] <= least, edges[1] <= middle {
      (edges, labels) = (Array(edges.dropFirst()), Array(labels.dropFirst()))
    }
    while edges.count > 2, edges[edges.count - 2] > most, edges[edges.count - 2] >= middle {
      (edges, labels) = (edges.dropLast(), labels.dropLast())
    }
  }

  var count: Int { max(edges.count - 1, 1) }

  /// The class of a number: from an edge up to the next, the last with both of its edges.
  func step(of value: Double) -> Int {
    var step = 0
    while step < count - 1, value >= edges[step + 1] { step += 1 }
    return step
  }

  /// How far from the neutral color the classes on one side of the middle are, from the nearest to it on.
  private func depth(_ place: Int) -> Double { reach == 1 ? 0.6 : 0.2 + 0.8 * Double(place) / Double(reach - 1) }

  /// The color of a class.
  func color(_ step: Int, _ colors: Theme.Colors) -> String {
    guard let below, below < count else {
      return OKLab.ramp([colors.low, colors.mid, colors.high], count == 1 ? 1 : Double(step) / Double(count - 1))
    }
    if step < below {
      return OKLab.ramp([colors.neutral, colors.negativeMid, colors.negative], depth(below - 1 - step))
    }
    return OKLab.ramp([colors.neutral, colors.mid, colors.high], depth(step - below))
  }
}
