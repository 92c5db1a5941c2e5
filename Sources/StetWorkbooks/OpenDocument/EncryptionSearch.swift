/// Whether a manifest says that parts of a package are encrypted (OpenDocument 1.3 part 2, §3.4).
final class EncryptionSearch: XMLVisitor {
  private(set) var isFound = false

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    if name == "encryption-data" { isFound = true }
  }
}
