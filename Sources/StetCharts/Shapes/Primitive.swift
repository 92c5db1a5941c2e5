/// The only things a chart can draw.
enum Primitive: Sendable {
  case path([PathStep], Style)
  case rect(x: Double, y: Double, width: Double, height: Double, Style)
  case circle(x: Double, y: Double, radius: Double, Style)
  case line(x1: Double, y1: Double, x2: Double, y2: Double, Style)
  case text(String, x: Double, y: Double, TextStyle)
}

enum PathStep: Sendable {
  case move(Double, Double)
  case line(Double, Double)
  /// A cubic curve to a point: its two handles and its end.
  case curve(Double, Double, Double, Double, Double, Double)
  case close
}

/// A color by its role, resolved for light and dark in the style sheet.
enum Ink: Sendable, Hashable {
  case series(Int)
  /// A class of numbers shown by color.
  case shade(Int)
  /// Words on a mark in the color of a series or a class.
  case onSeries(Int)
  case onShade(Int)
  case rest, text, muted, grid, axis, background, band

  var name: String {
    switch self {
    case .series(let index): String(index)
    case .shade(let step): "s\(step)"
    case .onSeries(let index): "o\(index)"
    case .onShade(let step): "p\(step)"
    case .rest: "r"
    case .text: "t"
    case .muted: "m"
    case .grid: "g"
    case .axis: "a"
    case .background: "b"
    case .band: "d"
    }
  }

  /// For words on a mark of this color.
  var over: Ink {
    switch self {
    case .series(let index): .onSeries(index)
    case .shade(let step): .onShade(step)
    case .onSeries, .onShade, .rest, .text, .muted, .grid, .axis, .background, .band: .text
    }
  }
}

struct Style: Sendable, Equatable {
  var fill: Ink?
  var stroke: Ink?
  var width = 1.0
  var opacity = 1.0
  var dashed = false
  /// One of four ways to break a line, for those that print alike; 0 is none.
  var dash = 0
}

struct TextStyle: Sendable {
  enum Anchor: String, Sendable { case start, middle, end }

  var face = Face(size: 12)
  var ink = Ink.text
  var anchor = Anchor.start
  /// Read from bottom to top.
  var upright = false
  /// With a rim in the color of the background, over marks.
  var halo = false
  /// Parts of the text in a color of their own, by their offsets in characters.
  var emphasis: [(range: Range<Int>, ink: Ink)] = []
  /// In the fonts of titles.
  var isTitle = false

  /// What the letters cover when the anchor is at a point.
  func box(of text: String, x: Double, y: Double) -> Box {
    let wide = face.width(text)
    let before = anchor == .start ? 0 : anchor == .middle ? wide / 2 : wide
    if upright {
      return Box(left: x - face.ascent, top: y - wide + before, right: x + face.descent, bottom: y + before)
    }
    return Box(left: x - before, top: y - face.ascent, right: x - before + wide, bottom: y + face.descent)
  }
}
