import StetSystem

/// Colors as readers see them, and how far apart they look: the measure for palettes and for `lint`.
enum ColorVision: String, CaseIterable {
  case full, protanopia, deuteranopia, tritanopia

  /// Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
  private var matrix: [[Double]] {
    switch self {
    case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    case .deuteranopia:
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    case .tritanopia:
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    }
  }

  func difference(_ a: String, _ b: String) -> Double { ciede2000(lab(a), lab(b)) }

  /// CIE L*a*b* under D65 of `#RRGGBB`.
  func lab(_ hex: String) -> [Double] {
    let color = RGB(hex) ?? RGB(red: 0, green: 0, blue: 0)
    let linear = [color.red, color.green, color.blue].map { channel -> Double in
      let c = channel / 255
      return c <= 0.04045 ? c / 12.92 : Double.pow((c + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in min(max(row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2], 0), 1) }
    let toXYZ = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let f = zip(toXYZ, white).map { row, white -> Double in
      let t = (row[0] * seen[0] + row[1] * seen[1] + row[2] * seen[2]) / white
      return t > 216.0 / 24389 ? Double.cubeRoot(t) : (24389.0 / 27 * t + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }
}

/// The color difference of CIE 142 (2001), after Sharma, Wu and Dalal (2005).
func ciede2000(_ one: [Double], _ two: [Double]) -> Double {
  func degrees(_ x: Double) -> Double { x * 180 / .pi }
  func cosine(_ x: Double) -> Double { Double.cos(x * .pi / 180) }
  let meanChroma = (Double.hypot(one[1], one[2]) + Double.hypot(two[1], two[2])) / 2
  let g = 0.5 * (1 - (Double.pow(meanChroma, 7) / (Double.pow(meanChroma, 7) + Double.pow(25, 7))).squareRoot())
  let (a1, a2) = (one[1] * (1 + g), two[1] * (1 + g))
  let (c1, c2) = (Double.hypot(a1, one[2]), Double.hypot(a2, two[2]))
  func hue(_ a: Double, _ b: Double) -> Double {
    let angle = a == 0 && b == 0 ? 0 : degrees(Double.atan2(y: b, x: a))
    return angle < 0 ? angle + 360 : angle
  }
  let (h1, h2) = (hue(a1, one[2]), hue(a2, two[2]))
  var turn = c1 * c2 == 0 ? 0 : h2 - h1
  if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
  let (lightness, chroma) = (two[0] - one[0], c2 - c1)
  let hueStep = 2 * (c1 * c2).squareRoot() * Double.sin(turn / 2 * .pi / 180)
  let (l, c) = ((one[0] + two[0]) / 2, (c1 + c2) / 2)
  var h = h1 + h2
  if c1 * c2 != 0 { h = abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2 }
  let t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63)
  let rotation = 30 * Double.exp(-Double.pow((h - 275) / 25, 2))
  let rc = 2 * (Double.pow(c, 7) / (Double.pow(c, 7) + Double.pow(25, 7))).squareRoot()
  let sl = 1 + 0.015 * Double.pow(l - 50, 2) / (20 + Double.pow(l - 50, 2)).squareRoot()
  let (sc, sh) = (1 + 0.045 * c, 1 + 0.015 * c * t)
  let rt = -Double.sin(2 * rotation * .pi / 180) * rc
  let (x, y, z) = (lightness / sl, chroma / sc, hueStep / sh)
  return (x * x + y * y + z * z + rt * y * z).squareRoot()
}
