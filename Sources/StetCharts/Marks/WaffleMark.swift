import StetColumns

extension Mark {
  package static let waffle = Mark(
    "waffle", summary: "a hundred squares, divided among categories in proportion to their values",
    example: "filter state is not missing | waffle color: state, size: persons", .own, needs: [.color, .size],
    traits: .hasOwnLegend,
    terminal: .own { figure, _ in
      let signs = ["█", "▓", "▒", "░", "●", "○", "◆", "◇"]
      let squares = figure.squares
      var lines = stride(from: 0, to: squares.count, by: 10).map { start in
        squares[start..<min(start + 10, squares.count)].map { signs[$0 % signs.count] + " " }.joined()
      }
      for (series, share) in figure.shares {
        lines.append("\(signs[series % signs.count]) \(figure.seriesNames[series]) \(percent(share))")
      }
      return lines
    },
    arrange: { $0.dropNegative() },
    draw: .figure { figure in
      let squares = figure.squares
      var x = figure.left
      figure.y += 12
      for (series, share) in figure.shares {
        let text = Face(size: 12).shortened("\(figure.seriesNames[series]) \(percent(share))", to: figure.width - 18)
        let wide = Face(size: 12).width(text) + 18
        if x > figure.left, x + wide > figure.right {
          x = figure.left
          figure.y += 18
        }
        figure.shapes.append(.rect(x: x, y: figure.y - 10, width: 12, height: 12, Style(fill: figure.ink(of: series))))
        figure.write(text, x: x + 17, y: figure.y)
        x += wide + 14
      }
      figure.y += 12
      let columns = figure.width < 400 ? 10 : 20
      let gap = 2.0
      let side = min((figure.width - gap * Double(columns - 1)) / Double(columns), 30)
      for (index, series) in squares.enumerated() {
        // Column after column, so that a share reads as a length.
        let rows = 100 / columns
        let (column, row) = (index / rows, index % rows)
        figure.shapes.append(
          .rect(
            x: figure.left + Double(column) * (side + gap), y: figure.y + Double(row) * (side + gap), width: side,
            height: side,
            Style(fill: figure.ink(of: series))))
      }
      figure.y += Double(100 / columns) * (side + gap)
      figure.notes.append("Each square is 1%, rounded so that the squares total 100.")
    })
}

private func percent(_ share: Double) -> String { formatted(.float(share), ".1%") ?? shortest(share) }

extension Figure {
  /// Every series with its part of the whole, in legend order.
  fileprivate var shares: [(series: Int, share: Double)] {
    var sums: [Int: Double] = [:]
    for point in prepared.points where point.value != nil { sums[point.series, default: 0] += point.size ?? 0 }
    let total = sums.values.sorted().reduce(0, +)
    guard total > 0 else { return [] }
    return sums.keys.sorted().map { (series: $0, share: sums[$0]! / total) }
  }

  /// The series of each of a hundred squares: whole percents first, then the largest remainders.
  fileprivate var squares: [Int] {
    let shares = shares
    var counts = shares.map { Int(($0.share * 100).rounded(.down)) }
    let order = shares.indices.sorted {
      let (a, b) = (shares[$0].share * 100 - Double(counts[$0]), shares[$1].share * 100 - Double(counts[$1]))
      return a == b ? $0 < $1 : a > b
    }
    for index in order.prefix(max(0, 100 - counts.reduce(0, +))) { counts[index] += 1 }
    return shares.indices.flatMap { [Int](repeating: shares[$0].series, count: counts[$0]) }
  }

  fileprivate func ink(of series: Int) -> Ink { prepared.points.first { $0.series == series }?.ink ?? .rest }
}

extension PreparedLayer {
  fileprivate mutating func dropNegative() {
    var dropped = 0
    for index in points.indices where (points[index].size ?? 0) < 0 && points[index].value != nil {
      points[index].value = nil
      dropped += 1
    }
    if dropped > 0 {
      losses.append(
        "\(counted(dropped, "value")) below zero cannot be part of a whole and \(agreeing("is", "are", dropped)) not drawn."
      )
    }
  }
}
