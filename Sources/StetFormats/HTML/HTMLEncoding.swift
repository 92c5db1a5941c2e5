import StetDiagnostics

/// The text of a page: UTF-8, or what its byte-order mark, the script or one of its `<meta>` elements says.
func decodedPage(
  _ file: [UInt8], declared: TextEncoding?, name: String, isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let isMarked = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]].contains { file.starts(with: $0) }
  guard declared == nil, !isMarked, let label = statedEncoding(file), firstInvalidUTF8(file.span) != nil else {
    // Pages that are UTF-8 by their bytes, but say something else, have been saved anew.
    return try decoded(file, declared: declared, name: name, isCancelled: isCancelled)
  }
  // In pages, these names mean windows-1252 (WHATWG Encoding, §4.2).
  let isLatin = ["iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii", "l1"].contains(label)
  let encoding = isLatin ? .windows1252 : TextEncoding(name: label)
  return try decoded(file, declared: encoding, name: name, isCancelled: isCancelled)
}

/// What `<meta charset>` or `<meta content>` says within the first 1024 bytes, in lower case; nil if it is UTF-8 or UTF-16, which such
/// a text cannot be.
private func statedEncoding(_ file: [UInt8]) -> String? {
  var tokenizer = HTMLTokenizer(Array(file.prefix(1024)), from: 0)
  while let token = tokenizer.next() {
    guard case .tag(let tag) = token, tag.name == "meta" else { continue }
    var label = tag["charset"]
    if label == nil, let content = tag["content"]?.lowercased(),
      let start = content.firstRange(of: "charset=")?.upperBound
    {
      label = String(content[start...].prefix { $0 != ";" })
    }
    guard let label else { continue }
    let plain = label.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    return plain.hasPrefix("utf") ? nil : plain
  }
  return nil
}
