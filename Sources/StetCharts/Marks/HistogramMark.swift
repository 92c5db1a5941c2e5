import StetColumns
import StetSystem

extension Mark {
  package static let histogram = Mark(
    "histogram", summary: "columns that show how many values fall into each of several bins of equal width",
    example: "histogram x: persons, bins: 4",
    needs: [.x], takes: [.color, .stack, .bins], traits: [.startsAtZero, .hasWidth, .counts], terminal: .bars,
    arrange: { $0.countInClasses() },
    draw: .onAxes { drawing in
      // Neighbors touch but for a pixel.
      drawing.drawBars(share: max(0.5, 1 - 1 / max(drawing.room, 1)))
    })
}

extension Channel {
  static let bins = Channel("bins", .count(1...500))
}

/// Of 1, 2, 2.5 and 5 times a power of ten, the one that is nearest by ratio.
private func nearestStep(_ rough: Double) -> Double {
  let above = Ticks.niceStep(rough)
  let below = [2, 2.5, 4, 5, 10].map { above / $0 }.filter { Ticks.niceStep($0) <= $0 * 1.0001 }.max() ?? above
  return rough / below < above / rough ? below : above
}

/// The number of the class of a value, counted from zero, and the middle of that class. A value on an edge is in the
/// class above it, also where binary fractions fall a hair short.
private func place(of value: Double, _ width: Double) -> Double { (value / width + 1e-9).rounded(.down) }
private func center(of place: Double, _ width: Double) -> Double { Ticks.exact((place + 0.5) * width, step: width) }

extension PreparedLayer {
  private func classWidth(_ width: Double) -> String {
    let text = formatted(.float(width), keyFormat ?? ",") ?? shortest(width)
    // A difference of percents is in points.
    return text.hasSuffix("%") ? text.dropLast() + (text == "1%" ? " percentage point" : " percentage points") : text
  }

  /// A point a class and series in place of the rows: from a round edge up to the next.
  fileprivate mutating func countInClasses() {
    // Panels of one scale have the same classes.
    guard let low = wholeKeys?.lowerBound, let high = wholeKeys?.upperBound else { return }
    let isFlat = high - low <= max(low.magnitude, high.magnitude) * 1e-9
    let wanted =
      layer.constants[.bins]?.asFloat.map { Int($0) }
      // Rice's rule.
      ?? min(max(Int(2 * Double.cubeRoot(Double(wholeCount))), 5), 40)
    let width = isFlat ? max(Ticks.niceStep(low.magnitude / 10), 1) : nearestStep((high - low) / Double(wanted))
    var counts: [Int: [Double: Point]] = [:]
    for point in points {
      let center = center(of: place(of: point.key, width), width)
      if counts[point.series]?[center] == nil {
        var fresh = point
        (fresh.key, fresh.value) = (center, 0)
        counts[point.series, default: [:]][center] = fresh
      }
      counts[point.series]?[center]?.value! += 1
    }
    step = width
    let (first, last) = (place(of: low, width), place(of: high, width))
    classes = stride(from: first, through: last, by: 1).map { center(of: $0, width) }
    points = counts.keys.sorted().flatMap { series in counts[series]!.values.sorted { $0.key < $1.key } }
    remarks.append(
      "Each column counts the values from one edge up to, but not including, the next; bins are \(classWidth(width)) wide."
    )
  }
}
