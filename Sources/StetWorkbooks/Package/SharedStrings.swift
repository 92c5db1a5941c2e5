/// The texts that cells name by number: `sharedStrings.xml`. Runs of one text come together; how it is to be pronounced is left out.
final class SharedStrings: XMLVisitor {
  private(set) var bytes: [UInt8] = []
  private(set) var texts: [SheetGrid.Cell] = []
  private var start = 0
  private var partStart = 0
  private var isInText = false
  private var isPronunciation = false
  private var keepsSpace = false

  private static let mostBytes = 1 << 32

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    switch name {
    case "si": start = bytes.count
    case "rPh": isPronunciation = true
    case "t" where !isPronunciation:
      isInText = true
      keepsSpace = attributes["space"].map { $0 == "preserve" } ?? false
      partStart = bytes.count
    default: break
    }
  }

  override func end(_ name: XMLText) {
    switch name {
    case "si":
      EscapedText.unescape(&bytes, from: start)
      let length = bytes.count - start
      guard length <= SheetGrid.Cell.longest else { return stop(.limit("a text is longer than 16 MB")) }
      texts.append(SheetGrid.Cell(.text, start: start, length: length))
      if bytes.count > Self.mostBytes { stop(.limit("the texts of the workbook take more than 4 GB")) }
    case "rPh": isPronunciation = false
    case "t":
      if isInText, !keepsSpace { EscapedText.trim(&bytes, from: partStart) }
      isInText = false
    default: break
    }
  }

  override func text(_ piece: UnsafeBufferPointer<UInt8>) {
    if isInText { unsafe bytes.append(contentsOf: piece) }
  }
}
