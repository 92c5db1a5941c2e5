/// What each style of cells makes of numbers: `styles.xml`, of which nothing else counts.
final class Styles: XMLVisitor {
  /// By the index that cells name.
  private(set) var formats: [NumberFormat] = []
  private var codes: [Int: NumberFormat] = [:]
  private var isInCells = false

  /// Excel takes 65,490.
  private static let most = 1 << 20

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    switch name {
    case "numFmt":
      guard let id = attributes["numFmtId"]?.number, let code = attributes["formatCode"]?.string else { return }
      codes[id] = NumberFormat(code: code)
    case "cellXfs": isInCells = true
    case "xf" where isInCells:
      let id = attributes["numFmtId"]?.number ?? 0
      // What the file itself says about a number comes first.
      formats.append(codes[id] ?? NumberFormat(builtIn: id))
      if formats.count > Self.most || codes.count > Self.most { stop(.limit("the workbook has too many styles")) }
    default: break
    }
  }

  override func end(_ name: XMLText) { if name == "cellXfs" { isInCells = false } }
}
