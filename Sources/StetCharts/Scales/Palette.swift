import StetSystem

enum SeriesColor: Sendable, Equatable {
  case own(String)
  case palette(Int)
  /// The palette has run out.
  case gray
  /// Every row is drawn behind highlighted ones.
  case unlit
}

/// Colors that readers with and without color vision can tell apart, each in a light and a dark variant.
///
/// Found by search from hand-picked hues: any two of a list differ by at least 10 in CIEDE2000, also as seen with
/// protanopia, deuteranopia and tritanopia, and each reaches 3:1 on a band.
enum Palette {
  static let light = ["#566BF4", "#F63A45", "#074B43", "#500B5A", "#8F6A00", "#0A30A2", "#21936A", "#5F2002"]
  static let dark = ["#1288FF", "#FB3904", "#06EB9A", "#AB758E", "#F7B52A", "#BFA8EF", "#3C8463", "#ADB9B7"]

  static let lightBackground = "#FFFFFF"
  static let darkBackground = "#16181D"
  static let lightBand = "#F0F0F0"
  static let darkBand = "#262A31"

  /// The color itself, or the nearest shade of it that reaches the contrast ratio on the background.
  static func readable(_ hex: String, on background: String, ratio: Double) -> String {
    guard let color = RGB(hex), let ground = RGB(background) else { return hex }
    let light = ground.luminance
    let pole = light > 0.5 ? RGB(red: 0, green: 0, blue: 0) : RGB(red: 255, green: 255, blue: 255)
    for step in 0...50 {
      // What is written is rounded, and may fall just short.
      let shade = color.mixed(with: pole, Double(step) / 50).rounded
      let own = shade.luminance
      if (max(own, light) + 0.05) / (min(own, light) + 0.05) >= ratio { return shade.hex }
    }
    return pole.hex
  }

  /// Black or white, whichever is more readable on a color: one of them always reaches 4.5:1.
  static func over(_ color: String) -> String {
    contrast("#FFFFFF", color) >= contrast("#000000", color) ? "#FFFFFF" : "#000000"
  }

  static func contrast(_ a: String, _ b: String) -> Double {
    guard let a = RGB(a), let b = RGB(b) else { return 1 }
    return a.contrast(with: b)
  }

  static func isColor(_ text: String) -> Bool { RGB(text) != nil }
}

struct RGB {
  var red: Double
  var green: Double
  var blue: Double

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `#RGB` or `#RRGGBB`.
  init?(_ hex: String) {
    guard hex.hasPrefix("#"), hex.utf8.dropFirst().allSatisfy({ $0 != 43 && $0 != 45 }) else { return nil }
    var digits = String(hex.dropFirst())
    if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
    guard digits.utf8.count == 6, let bits = UInt32(digits, radix: 16) else { return nil }
    self.init(red: Double(bits >> 16), green: Double(bits >> 8 & 255), blue: Double(bits & 255))
  }

  var hex: String {
    "#"
      + [red, green, blue].map { channel in
        let text = String(UInt8(min(max(channel.rounded(), 0), 255)), radix: 16, uppercase: true)
        return text.count == 1 ? "0" + text : text
      }.joined()
  }

  /// As it is written in eight bits a channel.
  var rounded: RGB {
    RGB(
      red: min(max(red.rounded(), 0), 255), green: min(max(green.rounded(), 0), 255),
      blue: min(max(blue.rounded(), 0), 255))
  }

  func mixed(with other: RGB, _ share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance, WCAG 2.2.
  var luminance: Double {
    func linear(_ channel: Double) -> Double {
      let c = channel / 255
      return c <= 0.04045 ? c / 12.92 : Double.pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// Björn Ottosson's OKLab (2020), in which equal steps look equal.
enum OKLab {
  /// The color a share of the way through several.
  static func ramp(_ stops: [String], _ share: Double) -> String {
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let first = min(Int(place), stops.count - 2)
    return mix(stops[first], stops[first + 1], place - Double(first))
  }

  private static func mix(_ from: String, _ to: String, _ share: Double) -> String {
    guard let a = RGB(from), let b = RGB(to) else { return to }
    let (x, y) = (lab(a), lab(b))
    return rgb((0..<3).map { x[$0] + (y[$0] - x[$0]) * share }).hex
  }

  private static func lab(_ color: RGB) -> [Double] {
    let (r, g, b) = (linear(color.red), linear(color.green), linear(color.blue))
    let l = Double.cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = Double.cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = Double.cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return [
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    ]
  }

  private static func rgb(_ lab: [Double]) -> RGB {
    let l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2])
    let m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2])
    let s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2])
    return RGB(
      red: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  private static func cube(_ x: Double) -> Double { x * x * x }

  private static func linear(_ channel: Double) -> Double {
    let c = channel / 255
    return c <= 0.04045 ? c / 12.92 : Double.pow((c + 0.055) / 1.055, 2.4)
  }

  private static func encoded(_ linear: Double) -> Double {
    let c = min(max(linear, 0), 1)
    return (c <= 0.0031308 ? c * 12.92 : 1.055 * Double.pow(c, 1 / 2.4) - 0.055) * 255
  }
}
