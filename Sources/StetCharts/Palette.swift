import Glibc

enum SeriesColor: Sendable, Equatable {
  case own(String)
  case palette(Int)
  /// The palette has run out.
  case gray
  /// Every row stands behind highlighted ones.
  case unlit
}

/// Colors told apart by readers with and without color vision, each in a light and a dark variant.
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
    let pole = ground.luminance > 0.5 ? RGB(red: 0, green: 0, blue: 0) : RGB(red: 255, green: 255, blue: 255)
    for step in 0...50 {
      let shade = color.mixed(with: pole, Double(step) / 50)
      // What is written is rounded, and may fall just short.
      if contrast(shade.hex, background) >= ratio { return shade.hex }
    }
    return pole.hex
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

  func mixed(with other: RGB, _ share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance, WCAG 2.2.
  var luminance: Double {
    func linear(_ channel: Double) -> Double {
      let c = channel / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}
