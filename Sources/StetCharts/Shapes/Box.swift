/// An upright rectangle in pixels.
struct Box: Sendable, Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  func meets(_ other: Box, gap: Double = 0) -> Bool {
    left < other.right + gap && other.left < right + gap && top < other.bottom + gap && other.top < bottom + gap
  }

  func contains(_ other: Box) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  var area: Double { max(0, right - left) * max(0, bottom - top) }
}
