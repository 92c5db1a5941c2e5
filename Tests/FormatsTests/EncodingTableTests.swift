import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// How many codes an encoding has, and the beginning of the SHA-256 of the lines `a1:104`, in the order of the codes in hexadecimal
/// digits. Those of single bytes are calculated with Python's codecs, those of East Asia with the TextDecoder of Chromium, which is
/// the WHATWG's: without the control character 0x80 of Shift JIS, and with the pairs that Chromium cannot give one by one.
@Test(
  "Every byte, and every sequence of two and three bytes, means what Python or the WHATWG say",
  arguments: [
    ("windows-1250", 123, "b5869ecbc090a7fb"),
    ("windows-1251", 127, "4cbfa849b332f461"),
    ("windows-1252", 123, "b3e2a92235cb6fdf"),
    ("windows-1253", 111, "bd5c971ef45a98b4"),
    ("windows-1254", 121, "a8edc7df64b95f2c"),
    ("windows-1255", 105, "a8a00cd018d640f6"),
    ("windows-1256", 128, "2b5a5489ca5791df"),
    ("windows-1257", 116, "7d4bffa5b468341c"),
    ("windows-1258", 119, "522c7c27d1ab17e6"),
    ("iso-8859-2", 128, "3bcce93bca0d6a7b"),
    ("iso-8859-3", 121, "1da80ebd69c57129"),
    ("iso-8859-4", 128, "00ce1fd8bec5acdc"),
    ("iso-8859-5", 128, "9c25f626837ccf7c"),
    ("iso-8859-6", 83, "1a8e8d8fa00c92df"),
    ("iso-8859-7", 125, "a5eb114a0b075da4"),
    ("iso-8859-8", 92, "b9824bbe6be1e731"),
    ("iso-8859-9", 128, "7bfeed461cb8d559"),
    ("iso-8859-10", 128, "6ad4f3ede6cf5d52"),
    ("iso-8859-11", 120, "18d8f77088a9170a"),
    ("iso-8859-13", 128, "f4a5ff60446a8bca"),
    ("iso-8859-14", 128, "01880639f816e34b"),
    ("iso-8859-15", 128, "f16d9d718a93d2d1"),
    ("iso-8859-16", 128, "62bd309186721933"),
    ("latin1", 128, "18d9eb3f0be2d647"),
    ("windows-874", 97, "e50e04cf0acb3c47"),
    ("mac-roman", 128, "7d37a19229b9a31e"),
    ("mac-central-europe", 128, "960c2761f50242dd"),
    ("mac-cyrillic", 128, "1969594561ba1f51"),
    ("koi8-r", 128, "ea2f75c460831fd7"),
    ("koi8-u", 128, "ae64ab1c93e99d9b"),
    ("shift_jis", 9667, "e40560881800269e"),
    ("euc-jp", 13466, "38bcbb6ce82dab22"),
    ("gb18030", 23941, "38fd275e422aedd6"),
    ("big5", 18594, "a4d3846f28a5709c"),
    ("euc-kr", 17048, "5858ad312a4dd621"),
    ("ibm437", 128, "2b1047ef38127939"),
    ("ibm850", 128, "647f79358a70aaea"),
    ("ibm852", 128, "558e9b1ad54c8b25"),
    ("ibm855", 128, "fac66650f8802f02"),
    ("ibm858", 128, "dc27ea1e3de8e7e3"),
    ("ibm866", 128, "4f11f5604be1bd16"),
  ])
func tables(_ name: String, _ count: Int, _ digest: String) throws {
  let scheme = try #require(TextEncoding(name: name)?.scheme.characters)
  var lines: [String] = []
  func add(_ bytes: [UInt8]) {
    guard let character = scheme.character(bytes.span, 0), character.length == bytes.count else { return }
    let mark = character.mark > 0 ? "+" + String(character.mark, radix: 16) : ""
    lines.append("\(hex(bytes)):\(String(character.scalar, radix: 16))\(mark)\n")
  }
  for first in UInt8(0x80)...0xFF {
    add([first])
    if count <= 128 { continue }
    for second in UInt8(0)...0xFF {
      add([first, second])
      if first == 0x8F, name == "euc-jp" { for third in UInt8(0)...0xFF { add([first, second, third]) } }
    }
  }
  #expect(lines.count == count)
  #expect(SHA256.hex(of: Array(lines.sorted().joined().utf8)).prefix(16) == digest)
}

/// Calculated with Python's codec, but for the one code that the edition of 2005 changed.
@Test("Every code of four bytes in GB 18030 is the character that Python reads", .slow)
func fourBytes() {
  var lines: [UInt8] = []
  var count = 0
  for place in 0..<126 * 10 * 126 * 10 {
    let bytes = [
      UInt8(0x81 + place / 12_600), UInt8(0x30 + place / 1260 % 10), UInt8(0x81 + place / 10 % 126),
      UInt8(0x30 + place % 10),
    ]
    guard let character = GB18030().character(bytes.span, 0) else { continue }
    count += 1
    lines += Array("\(hex(bytes)):\(String(character.scalar, radix: 16))\n".utf8)
  }
  #expect(count == 1_087_996)
  #expect(SHA256.hex(of: lines).prefix(16) == "d96ca5dd24ec2923")
}

private func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
