import StetCharts
import StetDiagnostics
import StetFormats
import StetSyntax

/// A theme from a JSON file; what it does not set comes from its base theme, which is `stet` by default.
func theme(from bytes: [UInt8], name: String) throws(RunFailure) -> Theme {
  guard case .object(let members) = try JSON.parse(bytes, name: name) else {
    throw RunFailure(.badTheme(name, "a theme must be a JSON object"))
  }
  var theme = Theme.standard
  if let base = members.first(where: { $0.key == "base" })?.value {
    guard let known = Theme.all.first(where: { $0.name == base.text }) else {
      throw RunFailure(
        .badTheme(name, "`base` must be one of \(Theme.all.map { "\"\($0.name)\"" }.joined(separator: ", "))"))
    }
    theme = known
  }
  theme.name = name
  for (key, value) in members {
    switch key {
    case "base": continue
    case "fonts": theme.fonts = try fonts(value, key, name)
    case "title_fonts": theme.titleFonts = try fonts(value, key, name)
    case "title_size": theme.titleSize = try size(value, key, 12...40, name)
    case "line_width": theme.lineWidth = try size(value, key, 1...8, name)
    case "light": try read(value, into: &theme.light, key, name)
    case "dark": try read(value, into: &theme.dark, key, name)
    default:
      throw RunFailure(
        .badTheme(
          name,
          "a theme has no key `\(key)`; its keys are base, fonts, title_fonts, title_size, line_width, light and dark"))
    }
  }
  return theme
}

private func fonts(_ value: JSON, _ key: String, _ name: String) throws(RunFailure) -> [String] {
  let names = value.array?.compactMap(\.text) ?? []
  // Text in a style sheet must not end it.
  let isPlain = names.allSatisfy { font in
    !font.isEmpty && font.allSatisfy { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
  }
  guard !names.isEmpty, names.count == value.array?.count, isPlain else {
    throw RunFailure(.badTheme(name, "`\(key)` must be a list of font names"))
  }
  return names
}

private func size(_ value: JSON, _ key: String, _ range: ClosedRange<Double>, _ name: String) throws(RunFailure)
  -> Double
{
  guard case .number(let digits) = value, let number = Double(digits), range.contains(number) else {
    throw RunFailure(
      .badTheme(name, "`\(key)` must be a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"))
  }
  return number
}

private func read(_ value: JSON, into colors: inout Theme.Colors, _ ground: String, _ name: String) throws(RunFailure) {
  guard case .object(let members) = value else {
    throw RunFailure(.badTheme(name, "`\(ground)` must be an object that lists colors"))
  }
  let single: [String: WritableKeyPath<Theme.Colors, String>] = [
    "background": \.background, "band": \.band, "text": \.text, "muted": \.muted, "grid": \.grid, "axis": \.axis,
    "rest": \.rest,
    "low": \.low, "mid": \.mid, "high": \.high, "negative": \.negative, "negative_mid": \.negativeMid,
    "neutral": \.neutral,
  ]
  for (key, value) in members {
    if key == "series" {
      let series = value.array?.compactMap(\.text) ?? []
      guard (1...12).contains(series.count), series.count == value.array?.count, series.allSatisfy(isColor) else {
        throw RunFailure(
          .badTheme(name, "`series` in `\(ground)` must be a list of 1 to 12 colors such as \"#AA3322\""))
      }
      colors.series = series
    } else if let path = single[key] {
      guard let color = value.text, isColor(color) else {
        throw RunFailure(.badTheme(name, "`\(key)` of `\(ground)` must be a color such as \"#AA3322\""))
      }
      colors[keyPath: path] = color
    } else {
      throw RunFailure(
        .badTheme(
          name, "`\(ground)` has no key `\(key)`; its keys are series, \(single.keys.sorted().joined(separator: ", "))")
      )
    }
  }
  for (word, ink) in [("text", colors.text), ("muted", colors.muted)] {
    for (ground, color) in [("background", colors.background), ("band", colors.band)]
    where contrast(of: ink, on: color) < 4.5 {
      throw RunFailure(
        .badTheme(name, "`\(word)` \(ink) on `\(ground)` \(color) has less than the 4.5:1 contrast that text needs"))
    }
  }
}

private func isColor(_ text: String) -> Bool {
  text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit }
}

extension Diagnostic {
  fileprivate static func badTheme(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(.badTheme, "the theme cannot be used: \(reason)", location: name, kind: .data)
  }
}
