/// What a document may have, whichever engine reads it.
enum XMLLimits {
  /// A tag or a comment may take so many bytes: it is kept, and looked at again with every piece, until it is complete.
  static let longestToken = 1 << 20
  static let deepest = 256

  static let tooLong = XMLFailure.damaged("a tag is longer than \(longestToken >> 20) MB")
  static let tooDeep = XMLFailure.damaged("its XML has more than \(deepest) levels")
  static let documentType = XMLFailure.damaged(
    "its XML has a document type, which no workbook needs and which could define endless text")
}
