/// What bytes are in a document of XML, by the 256 of them.
enum XMLBytes {
  enum Kind {
    static let plain: UInt8 = 0
    static let open: UInt8 = 1
    static let reference: UInt8 = 2
    static let bracket: UInt8 = 3
    static let carriageReturn: UInt8 = 4
    static let beyondASCII: UInt8 = 5
    static let none: UInt8 = 6
    static let quote: UInt8 = 7
    static let space: UInt8 = 8
  }

  /// In a text. White space but for the carriage return is plain there, and so are quotes.
  nonisolated(unsafe) static let inText = unsafe table { byte in
    switch byte {
    case UInt8(ascii: "<"): Kind.open
    case UInt8(ascii: "&"): Kind.reference
    case UInt8(ascii: "]"): Kind.bracket
    case 0x0D: Kind.carriageReturn
    case 0x09, 0x0A: Kind.plain
    case ..<0x20: Kind.none
    case 0x80...: Kind.beyondASCII
    default: Kind.plain
    }
  }

  /// In the value of an attribute.
  nonisolated(unsafe) static let inValue = unsafe table { byte in
    switch byte {
    case UInt8(ascii: "<"): Kind.open
    case UInt8(ascii: "&"): Kind.reference
    case 0x09, 0x0A, 0x0D: Kind.space
    case UInt8(ascii: "\""), UInt8(ascii: "'"): Kind.quote
    case ..<0x20: Kind.none
    case 0x80...: Kind.beyondASCII
    default: Kind.plain
    }
  }

  /// In a name: what can begin one, what can be in one after that, and what cannot.
  nonisolated(unsafe) static let inName = unsafe table { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: ":"):
      Kind.open
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): Kind.plain
    case 0x80...: Kind.beyondASCII
    default: Kind.none
    }
  }

  /// Kept for the whole run.
  private static func table(_ kind: (UInt8) -> UInt8) -> UnsafePointer<UInt8> {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0...255 { unsafe (table + byte).initialize(to: kind(UInt8(byte))) }
    return unsafe UnsafePointer(table)
  }
}
