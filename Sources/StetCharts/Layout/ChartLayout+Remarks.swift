import StetColumns

/// A label of a rule or a band and its possible positions, the best first.
private struct Remark {
  var text: String
  /// The text for it below the chart, if it does not fit at its position.
  var told: String
  var axis: Axis
  var places: [(lines: [String], x: Double, y: Double, anchor: TextStyle.Anchor)]
}

private let lineHeight = 15.0

extension ChartLayout {
  mutating func drawBands(_ plot: Plot) {
    for band in prepared.chart.bands {
      guard let (low, high) = extent(of: band, plot) else {
        warnings.append("a band from \(plainText(band.from)) to \(plainText(band.to)) is outside the axis")
        continue
      }
      let frame = plot.frame
      switch band.axis {
      case .x:
        shapes.append(
          .rect(x: low, y: frame.top, width: high - low, height: frame.bottom - frame.top, Style(fill: .band)))
      case .y:
        shapes.append(
          .rect(x: frame.left, y: low, width: frame.right - frame.left, height: high - low, Style(fill: .band)))
      }
    }
  }

  mutating func drawRules(_ plot: Plot) {
    for rule in prepared.chart.rules {
      guard let place = position(of: rule, plot) else {
        warnings.append("a rule at \(plainText(rule.value)) is outside the axis")
        continue
      }
      let style = Style(stroke: .text, dashed: true)
      let frame = plot.frame
      let line: Primitive =
        switch rule.axis {
        case .x:
          .line(x1: place, y1: frame.top, x2: place, y2: frame.bottom + (plot.room.below > 0 ? 5 : 0), style)
        case .y: .line(x1: frame.left, y1: place, x2: frame.right + (plot.room.beside > 0 ? 5 : 0), y2: place, style)
        }
      shapes.append(line)
      occupied.add(line)
    }
  }

  /// Writes the labels of rules and bands clear of data and returns the extra space that is needed. In the last attempt a
  /// label may cover data with a rim around it, or is listed below the chart.
  mutating func labelRemarks(_ panel: Panel, _ plot: Plot, canWiden: Bool, isLast: Bool) -> RemarkRoom {
    var wanted = RemarkRoom()
    let page = Box(left: region.lowerBound, top: 4, right: region.upperBound, bottom: y + 4)
    for remark in remarks(plot) {
      var best: (index: Int, boxes: [Box], covered: Double)?
      for (index, place) in remark.places.enumerated() {
        let style = TextStyle(anchor: place.anchor)
        let boxes = place.lines.enumerated().map {
          style.box(of: $1, x: place.x, y: place.y + Double($0) * lineHeight)
        }
        guard boxes.allSatisfy({ page.contains($0) && !occupied.meetsText($0) }) else { continue }
        let covered = boxes.reduce(0) {
          $0 + occupied.covered(Box(left: $1.left - 3, top: $1.top, right: $1.right + 3, bottom: $1.bottom))
        }
        if covered < best?.covered ?? .infinity { best = (index, boxes, covered) }
        if covered == 0 { break }
      }
      if best?.covered != 0, !isLast {
        let room = self.room(for: remark, plot, canWiden: canWiden)
        if room != RemarkRoom() {
          wanted.above = max(wanted.above, room.above)
          wanted.below = max(wanted.below, room.below)
          wanted.beside = max(wanted.beside, room.beside)
          continue
        }
      }
      // A rim makes letters legible over a few marks, not over a picture of them.
      guard let best, best.covered <= best.boxes.reduce(0, { $0 + $1.area }) * 0.5 else {
        // Panels share their remarks.
        guard !keyNotes.contains(remark.told) else { continue }
        keyNotes.append(remark.told)
        notes.append(remark.told.hasSuffix(".") ? String(remark.told.dropLast()) : remark.told)
        continue
      }
      let place = remark.places[best.index]
      for (offset, line) in place.lines.enumerated() {
        write(
          line, x: place.x, y: place.y + Double(offset) * lineHeight,
          TextStyle(anchor: place.anchor, halo: best.covered > 0))
      }
    }
    return wanted
  }

  /// What the plot would have to leave free for a label.
  private func room(for remark: Remark, _ plot: Plot, canWiden: Bool) -> RemarkRoom {
    switch remark.axis {
    case .x:
      let lines = remark.places.map(\.lines.count).min() ?? 0
      let height = Double(lines) * lineHeight + 6
      guard lines > 0, height <= 4 * lineHeight else { return RemarkRoom() }
      return plot.isHorizontal ? RemarkRoom(below: height) : RemarkRoom(above: height)
    case .y:
      guard canWiden, plot.room.beside == 0 else { return RemarkRoom() }
      let wide = Self.tickFace.widest(Self.tickFace.balanced(remark.text, to: besideLimit(remark.text)))
      return wide <= (region.upperBound - region.lowerBound) * 0.25 ? RemarkRoom(beside: wide + 8) : RemarkRoom()
    }
  }

  private func besideLimit(_ text: String) -> Double {
    max(Self.tickFace.widestWord(text), min(110, (region.upperBound - region.lowerBound) * 0.2))
  }

  private func remarks(_ plot: Plot) -> [Remark] {
    var remarks: [Remark] = []
    for band in prepared.chart.bands {
      guard let text = band.label, !text.isEmpty, let (low, high) = extent(of: band, plot) else { continue }
      let told = "Shaded, \(prepared.name(band.from)) to \(prepared.name(band.to)): \(text)"
      let places = band.axis == .x ? inside(text, low, high, plot) : across(text, low, high, plot)
      remarks.append(Remark(text: text, told: told, axis: band.axis, places: places))
    }
    for rule in prepared.chart.rules {
      guard let text = rule.label, !text.isEmpty, let place = position(of: rule, plot) else { continue }
      let told = "Dashed line at \(prepared.name(rule.value)): \(text)"
      let places = rule.axis == .x ? beside(text, place, plot) : across(text, place, place, plot)
      remarks.append(Remark(text: text, told: told, axis: rule.axis, places: places))
    }
    return remarks
  }

  private typealias Spots = [(lines: [String], x: Double, y: Double, anchor: TextStyle.Anchor)]

  /// From the top of an upright band downward, within its edges.
  private func inside(_ text: String, _ low: Double, _ high: Double, _ plot: Plot) -> Spots {
    let limit = high - low - 8
    let lines = Self.tickFace.balanced(text, to: limit)
    // A column of single words is not a label.
    guard Self.tickFace.widestWord(text) <= limit, lines.count <= 3 else {
      return beside(text, high, plot, trailing: low) + below(text, (low + high) / 2, plot)
    }
    let bottom = plot.frame.bottom - Double(lines.count) * lineHeight
    return stride(from: plot.frame.top + 13, through: max(bottom, plot.frame.top + 13), by: 6).map {
      (lines, low + 4, $0, .start)
    } + below(text, (low + high) / 2, plot)
  }

  /// On one side of an upright line, then on the other.
  private func beside(_ text: String, _ place: Double, _ plot: Plot, trailing: Double? = nil) -> Spots {
    var places: Spots = []
    for limit in [180.0, 110] where Self.tickFace.widestWord(text) <= limit {
      let lines = Self.tickFace.balanced(text, to: limit)
      let bottom = plot.frame.bottom - Double(lines.count) * lineHeight
      for y in stride(from: plot.frame.top + 13, through: max(bottom, plot.frame.top + 13), by: 6) {
        places.append((lines, place + 5, y, .start))
        places.append((lines, (trailing ?? place) - 5, y, .end))
      }
    }
    return places + below(text, place, plot)
  }

  /// Under a plot that runs from left to right.
  private func below(_ text: String, _ center: Double, _ plot: Plot) -> Spots {
    guard plot.isHorizontal, plot.room.below > 0 else { return [] }
    let lines = Self.tickFace.balanced(text, to: 180)
    let half = Self.tickFace.widest(lines) / 2
    let x = min(max(center, region.lowerBound + half), region.upperBound - half)
    return stride(from: 17, through: max(plot.room.below - 4, 17), by: lineHeight).map {
      (lines, x, plot.frame.bottom + $0, .middle)
    }
  }

  /// Above or below a line from left to right, or within a band of it, wherever it is emptiest.
  private func across(_ text: String, _ low: Double, _ high: Double, _ plot: Plot) -> Spots {
    var places: Spots = []
    let (left, right) = (plot.frame.left + 5, plot.frame.right - 5)
    for limit in [right - left, (right - left) / 2, 120.0] where Self.tickFace.widestWord(text) <= limit {
      let lines = Self.tickFace.balanced(text, to: limit)
      if lines.count > 3 { continue }
      let wide = Self.tickFace.widest(lines)
      let tall = Double(lines.count - 1) * lineHeight
      let heights = high - low > tall + 17 ? [low + 13, high - 5 - tall] : [low - 5 - tall, high + 13]
      let starts = [left, right - wide] + stride(from: left + 8, to: right - wide, by: 8)
      for x in starts where x >= left {
        for y in heights where y - 9 >= plot.frame.top - 9 && y + tall <= plot.frame.bottom - 3 {
          places.append((lines, x, y, .start))
        }
      }
    }
    // Right of the plot, if there is space for it or names of series leave some.
    let beside = region.upperBound - plot.frame.right - 9
    if plot.room.beside > 0 || Self.tickFace.widestWord(text) <= beside {
      let lines = Self.tickFace.balanced(text, to: plot.room.beside > 0 ? besideLimit(text) : beside)
      let middle = (low + high) / 2 + 4 - Double(lines.count - 1) * lineHeight / 2
      for shift in [0.0, -6, 6, -12, 12, -20, 20] {
        // Clear of the line, which ends 5 px beyond the plot.
        places.append((lines, plot.frame.right + 9, middle + shift, .start))
      }
    }
    return places
  }

  // MARK: Positions on the scales

  /// A band's edges in pixels, within the plot.
  private func extent(of band: Band, _ plot: Plot) -> (Double, Double)? {
    guard let from = position(band.from, along: band.axis, plot), let to = position(band.to, along: band.axis, plot),
      meets(band, plot)
    else { return nil }
    var (low, high) = (min(from, to), max(from, to))
    // A band of categories or of columns covers them whole.
    let isWide = prepared.layers.contains { $0.layer.mark.has(.hasWidth) } || prepared.keyDomain.isCategory
    if isWide, (band.axis == .x) != plot.isHorizontal {
      let half = plot.key.unit * (prepared.layers.map(\.step).min() ?? 1) / 2
      (low, high) = (low - half, high + half)
    }
    let (start, end) =
      band.axis == .x ? (plot.frame.left, plot.frame.right) : (plot.frame.top, plot.frame.bottom)
    (low, high) = (max(low, start), min(high, end))
    // A moment is still seen.
    if high - low < 3 { (low, high) = ((low + high) / 2 - 1.5, (low + high) / 2 + 1.5) }
    return (low, high)
  }

  /// Whether part of a band is within the axis.
  private func meets(_ band: Band, _ plot: Plot) -> Bool {
    let isKey = (band.axis == .x) != plot.isHorizontal
    let scale = isKey ? plot.key : plot.value
    let edges = [band.from, band.to].compactMap { (isKey ? prepared.keyDomain : .number).position(of: $0) }
    guard let low = edges.min(), let high = edges.max() else { return false }
    return high >= scale.lower && low <= scale.upper
  }

  private func position(_ value: Value, along axis: Axis, _ plot: Plot) -> Double? {
    let isKey = (axis == .x) != plot.isHorizontal
    let scale = isKey ? plot.key : plot.value
    guard let position = (isKey ? prepared.keyDomain : .number).position(of: value) else { return nil }
    return scale(min(max(position, scale.lower), scale.upper))
  }

  private func position(of rule: Rule, _ plot: Plot) -> Double? {
    let isKey = (rule.axis == .x) != plot.isHorizontal
    let scale = isKey ? plot.key : plot.value
    guard let position = (isKey ? prepared.keyDomain : .number).position(of: rule.value),
      position >= scale.lower, position <= scale.upper
    else { return nil }
    return scale(position)
  }
}
