/// Fonts, colors and sizes of a chart.
package struct Theme: Sendable, Equatable {
  /// Colors for one ground, light or dark.
  package struct Colors: Sendable, Equatable {
    package var background: String
    package var band: String
    package var text: String
    package var muted: String
    package var grid: String
    package var axis: String
    /// What is drawn behind highlighted marks.
    package var rest: String
    /// Colors of series, in order.
    package var series: [String]
    /// The ends of a ramp of one hue and its middle, the other end and half of one with two, and what is between.
    package var low: String
    package var mid: String
    package var high: String
    package var negative: String
    package var negativeMid: String
    package var neutral: String
  }

  package var name: String
  /// Names of fonts, the first that the reader has is used. Text is measured in Inter, the widest of the usual ones.
  package var fonts: [String]
  package var titleFonts: [String]
  package var titleSize: Double
  package var lineWidth: Double
  /// Dashes distinguish lines, too, if colors print alike.
  package var usesDashes = false
  package var light: Colors
  package var dark: Colors

  /// How many series have a color of their own.
  var colorCount: Int { min(light.series.count, dark.series.count) }

  package static let standard = Theme(
    name: "stet", fonts: ["Inter", "Helvetica Neue", "Arial", "sans-serif"], titleFonts: [], titleSize: 20,
    lineWidth: 2.5,
    light: Colors(
      background: Palette.lightBackground, band: Palette.lightBand, text: "#1A1A1A", muted: "#595959", grid: "#DDDDDD",
      axis: "#444444", rest: "#868C95", series: Palette.light, low: "#DCE6FA", mid: "#5B8AE6", high: "#0B2C87",
      negative: "#8A3A00", negativeMid: "#DB8A4A", neutral: "#ECEAE6"),
    dark: Colors(
      background: Palette.darkBackground, band: Palette.darkBand, text: "#ECECEC", muted: "#B4B8C0", grid: "#363A42",
      axis: "#B4B8C0", rest: "#767D89", series: Palette.dark, low: "#25365E", mid: "#4F79CC", high: "#C5D7FF",
      negative: "#FFB98A", negativeMid: "#B5743F", neutral: "#3B3E45"))

  /// Black and grays on white, in light and dark alike, for paper.
  package static let print = Theme(
    name: "print", fonts: standard.fonts, titleFonts: [], titleSize: 20, lineWidth: 2, usesDashes: true, light: printed,
    dark: printed)

  private static let printed = Colors(
    background: "#FFFFFF", band: "#EFEFEF", text: "#000000", muted: "#333333", grid: "#CCCCCC", axis: "#000000",
    rest: "#8C8C8C", series: ["#000000", "#7B7B7B", "#484848", "#8F8F8F", "#2B2B2B", "#646464"], low: "#E6E6E6",
    mid: "#8A8A8A", high: "#111111", negative: "#3A3A3A", negativeMid: "#9A9A9A", neutral: "#F4F4F4")

  /// Serif titles on warm paper.
  package static let paper = Theme(
    name: "paper", fonts: standard.fonts, titleFonts: ["Georgia", "Times New Roman", "serif"], titleSize: 22,
    lineWidth: 2.5,
    light: Colors(
      background: "#FBF7F0", band: "#F0E9DD", text: "#221C14", muted: "#5A5146", grid: "#E0D7C8", axis: "#4A4238",
      rest: "#8B8274", series: Palette.light, low: "#EADFCB", mid: "#C08A4E",
      high: "#4A2506", negative: "#0B4A8F", negativeMid: "#6E9BC9", neutral: "#EFE8DB"),
    dark: Colors(
      background: "#1C1914", band: "#2D2922", text: "#F1ECE3", muted: "#C0B8AB", grid: "#3E3930", axis: "#C0B8AB",
      rest: "#857D71", series: Palette.dark, low: "#40372A", mid: "#A87B45",
      high: "#F3D9B4", negative: "#8FC1FF", negativeMid: "#5079A8", neutral: "#413C33"))

  package static let all = [standard, print, paper]
}

/// The contrast ratio of WCAG 2.2 between two colors, from 1 to 21.
package func contrast(of color: String, on ground: String) -> Double { Palette.contrast(color, ground) }
