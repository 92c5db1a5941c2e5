import StetColumns
import TestSupport
import Testing

@testable import StetCharts

/// A generated table of names and numbers, and what the terminal draws of it, cell by cell.
private struct Plot {
  var lines: [[Character]]
  var low: Double
  var high: Double

  /// Names are one letter wide, and the last line has the ends of the axis.
  init(_ chart: Chart, columns: Int) throws {
    let all = drawTerminal(chart, columns: columns).split(separator: "\n").map { Array($0) }
    let axis = try #require(all.firstIndex { $0.first == " " })
    let ends = String(all[axis]).split(separator: " ").compactMap {
      Double($0.filter { $0 != "," }.replacing("−", with: "-"))
    }
    lines = all[..<axis].map { Array($0.dropFirst(2)) }
    (low, high) = (try #require(ends.first), try #require(ends.last))
    width = columns - 3
  }

  private let width: Int

  func column(_ value: Double) -> Int { Int(((value - low) / (high - low) * Double(width - 1)).rounded()) }

  func columns(of sign: Character, _ row: Int) -> [Int] { lines[row].indices.filter { lines[row][$0] == sign } }
}

private struct Numbers {
  private var random: SplitMix64

  init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func below(_ count: Int) -> Int { Int(random.next() >> 33) % count }

  /// Mostly near each other, a few far away.
  mutating func next() -> Double {
    let near = Double(below(2000)) / 10 - 60
    return below(9) == 0 ? near * 6 : near
  }
}

/// By the definition of Hyndman and Fan's type 7: the share of the way through the gaps between sorted values.
private func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  let gaps = Double(sorted.count - 1) * share
  var left = gaps
  var place = 0
  while left >= 1 {
    left -= 1
    place += 1
  }
  return left == 0 ? sorted[place] : sorted[place] * (1 - left) + sorted[place + 1] * left
}

private func layer(_ mark: Mark, _ names: [String], _ values: [Double]) -> Layer {
  Layer(
    mark, x: LabeledColumn(Gallery.floats(values), label: "v"), y: LabeledColumn(Gallery.text(names), label: "k"))
}

@Suite("Charts read back from the terminal")
struct TerminalInverseTests {
  static let seeds = Array(1...UInt64(120))

  @Test("Boxes have the quartiles, whiskers and outliers of their values", arguments: seeds)
  func boxes(_ seed: UInt64) throws {
    var numbers = Numbers(seed)
    let groups = (0..<3).map { _ in (0...numbers.below(13)).map { _ in numbers.next() } }
    let names = zip(["a", "b", "c"], groups).flatMap { name, values in values.map { _ in name } }
    let plot = try Plot(Chart(layers: [layer(.box, names, groups.flatMap(\.self))]), columns: 90)
    for (row, values) in groups.enumerated() {
      let (lower, median, upper) = (quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75))
      let fence = (upper - lower) * 1.5
      let outliers = Set(values.filter { $0 < lower - fence || $0 > upper + fence }.map(plot.column))
      let inner = values.filter { $0 >= lower - fence && $0 <= upper + fence }
      #expect(plot.columns(of: "│", row) == [plot.column(median)], "seed \(seed), row \(row)")
      let box = Set(plot.column(lower)...plot.column(upper))
      #expect(Set(plot.columns(of: "█", row)) == box.subtracting([plot.column(median)]), "seed \(seed), row \(row)")
      #expect(Set(plot.columns(of: "●", row)) == outliers.subtracting(box), "seed \(seed), row \(row)")
      let reach = ([lower, upper] + inner).map(plot.column)
      let line = Set(reach.min()!...reach.max()!).subtracting(box).subtracting(outliers)
      #expect(Set(plot.columns(of: "─", row)) == line, "seed \(seed), row \(row)")
    }
  }

  @Test("Dumbbells join the values of a name, ranges only the two of a row", arguments: seeds)
  func spans(_ seed: UInt64) throws {
    var numbers = Numbers(seed)
    let names = ["a", "b", "a", "c", "b", "a"]
    let values = names.map { _ in numbers.next() }
    let ends = names.map { _ in numbers.next() }
    var dumbbell = layer(.dumbbell, names, values)
    dumbbell.channels[.color] = LabeledColumn(Gallery.text(["1", "2", "3", "4", "5", "6"]), label: "c")
    var range = layer(.range, names, values)
    range.channels[.to] = LabeledColumn(Gallery.floats(ends), label: "to")
    for (row, name) in ["a", "b", "c"].enumerated() {
      let rows = names.indices.filter { names[$0] == name }
      let joined = try Plot(Chart(layers: [dumbbell]), columns: 80)
      let dots = Set(rows.map { joined.column(values[$0]) })
      #expect(Set(joined.columns(of: "●", row)) == dots, "seed \(seed), \(name)")
      #expect(
        Set(joined.columns(of: "─", row)) == Set(dots.min()!...dots.max()!).subtracting(dots), "seed \(seed), \(name)")
      let ranges = try Plot(Chart(layers: [range]), columns: 80)
      let tips = Set(rows.flatMap { [ranges.column(values[$0]), ranges.column(ends[$0])] })
      let covered = rows.reduce(into: Set<Int>()) { covered, row in
        let pair = [ranges.column(values[row]), ranges.column(ends[row])].sorted()
        covered.formUnion(pair[0]...pair[1])
      }
      #expect(Set(ranges.columns(of: "●", row)) == tips, "seed \(seed), \(name)")
      #expect(Set(ranges.columns(of: "─", row)) == covered.subtracting(tips), "seed \(seed), \(name)")
    }
  }

  @Test("Layers on one row keep their own spreads")
  func layers() throws {
    var range = layer(.range, ["a", "b"], [2, 4])
    range.channels[.to] = LabeledColumn(Gallery.floats([4, 6]), label: "to")
    for layers in [[range, layer(.dot, ["a", "b"], [9, 1])], [layer(.dot, ["a", "b"], [9, 1]), range]] {
      let plot = try Plot(Chart(layers: layers), columns: 60)
      #expect(plot.columns(of: "●", 0) == [2, 4, 9].map(plot.column))
      #expect(plot.columns(of: "─", 0) == Array(plot.column(2) + 1..<plot.column(4)))
    }
  }

  @Test("A histogram shows every class from the first to the last with the number of its values", arguments: seeds)
  func histograms(_ seed: UInt64) throws {
    var numbers = Numbers(seed)
    let values = (0...numbers.below(60)).map { _ in numbers.next() }
    let layer = Layer(.histogram, x: LabeledColumn(Gallery.floats(values), label: "v"))
    let text = drawTerminal(Chart(layers: [layer]), columns: 100)
    func number(_ text: Substring) -> Double { Double(text.replacing("−", with: "-").filter { $0 != "," }) ?? .nan }
    let classes = text.matches(of: /(?m)^\s*([−0-9.,]+)–([−0-9.,]+) .*?([0-9]+)$/).map {
      (low: number($0.output.1), high: number($0.output.2), count: Int($0.output.3)!)
    }
    #expect(classes.reduce(0) { $0 + $1.count } == values.count, "seed \(seed)")
    for (one, next) in zip(classes, classes.dropFirst()) { #expect(one.high == next.low, "seed \(seed)") }
    for one in classes {
      #expect(one.count == values.count { $0 >= one.low && $0 < one.high }, "seed \(seed) from \(one.low)")
    }
  }

  @Test("A field has the class of its last number, on the page as in the terminal", arguments: seeds)
  func fields(_ seed: UInt64) throws {
    var numbers = Numbers(seed)
    let count = 4 + numbers.below(20)
    let names = (0..<count).map { _ in ["a", "b", "c"][numbers.below(3)] }
    let keys = (0..<count).map { _ in Int32(2001 + numbers.below(3)) }
    let values: [Double?] = (0..<count).map { _ in numbers.below(8) == 0 ? nil : Double(numbers.below(500)) / 10 }
    let cell = Layer(
      .cell, x: LabeledColumn(Gallery.fiscal(keys), label: "fy"), y: LabeledColumn(Gallery.text(names), label: "k"),
      color: LabeledColumn(Gallery.floats(values), label: "v"))
    var chart = Chart(layers: [cell])
    chart.shades.breaks = [0, 10, 20, 30, 50]
    var last: [[Int]: Double] = [:]
    for row in 0..<count { if let value = values[row] { last[[Int(keys[row]), Int(names[row].utf8.first!)]] = value } }
    let text = drawTerminal(chart, columns: 60)
    let columns = Set(keys).sorted()
    let signs: [Character] = ["░", "▒", "▓", "█"]
    for line in text.split(separator: "\n").prefix(Set(names).count) {
      let cells = Array(line.dropFirst(2))
      for (place, key) in columns.enumerated() {
        let shown = cells[place * (cells.count / columns.count)]
        let value = last[[Int(key), Int(line.utf8.first!)]]
        let wanted = value.map { value in signs[[10, 20, 30].count { value >= $0 }] } ?? "·"
        #expect(shown == wanted, "seed \(seed), \(line.first!) \(key)")
      }
    }
    let present = values.count { $0 != nil }
    let hidden = present - last.count
    let (svg, drawn, omitted, warnings) = drawSVG(chart)
    #expect(drawn == last.count && drawn + omitted == count, "seed \(seed)")
    #expect(svg.matches(of: /<rect [^>]*class="fs[0-9]"\/>/).count == last.count + 4, "seed \(seed)")
    #expect(text.contains("another row has the same") == (hidden > 0), "seed \(seed)")
    #expect(
      warnings.contains { $0.contains("because another row has the same rectangle") } == (hidden > 0), "seed \(seed)")
  }

  @Test("Shares are percents in the terminal as on the page")
  func shares() {
    let names = ["a", "a", "b", "b"]
    let shares = Layer(
      .column, x: LabeledColumn(Gallery.text(names), label: "k"),
      y: LabeledColumn(Gallery.floats([1, 3, 1, 1]), label: "n"),
      color: LabeledColumn(Gallery.text(["x", "y", "x", "y"]), label: "c"), stack: .share)
    let numbers = drawTerminal(Chart(layers: [shares]), columns: 60).split(separator: "\n").compactMap {
      $0.split(separator: " ").last
    }
    #expect(numbers == ["25.0%", "75.0%", "50.0%", "50.0%"])
  }
}

@Test("The area of a dot is in proportion to its number, on the page and in the legend")
func dotAreas() {
  let layer = Layer(
    .point, x: LabeledColumn(Gallery.floats([1, 2, 3]), label: "x"),
    y: LabeledColumn(Gallery.floats([1, 2, 3]), label: "y"),
    channels: [.size: LabeledColumn(Gallery.floats([100, 25, 4]), label: "size")])
  let svg = drawSVG(Chart(layers: [layer])).svg
  let radii = svg.matches(of: /<circle [^>]*r="([0-9.]+)" class="f0 kb"/).map { Double($0.output.1)! }
  #expect(radii == [26, 13, 5.2])
  let legend = svg.matches(of: /<circle [^>]*r="([0-9.]+)" class="km"[^>]*>\s*<text [^>]*>([0-9.]+)<\/text>/).map {
    (radius: Double($0.output.1)!, number: Double($0.output.2)!)
  }
  #expect(legend.count == 2)
  for (radius, number) in legend { #expect(abs(radius * radius / number - 26 * 26 / 100) < 0.1) }
}

@Test("A number on the edge of two classes of color is in the upper one, the largest in the last")
func shadesOnEdges() {
  let shades = Shades(0, 40, ShadeOptions())
  #expect(shades.edges == [0, 10, 20, 30, 40])
  #expect([0, 9.99, 10, 20, 30, 39.99, 40].map(shades.step) == [0, 0, 1, 2, 3, 3, 3])
}
