import StetDiagnostics
import StetFormats

/// Pictures in the notebook's folder, which become part of its page.
struct PictureFolder: Sendable {
  struct Problem: Error { let words: String }

  let folder: String
  let readableFolders: [String]
  private static let largest = 10 << 20

  /// A picture as a `data:` address; its first bytes say what it is.
  func address(of path: String) -> Result<String, Problem> {
    guard !path.contains(":"), !path.isEmpty else { return .failure(.elsewhere(path)) }
    let bytes: [UInt8]
    do { bytes = try readFile(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path) } catch {
      return .failure(
        Problem(
          words: "the picture \(quoted(path)) is left out: \(error.diagnostics.first?.message ?? "it cannot be read")"))
    }
    guard bytes.count <= Self.largest else { return .failure(.tooLarge(path)) }
    guard let type = mediaType(of: bytes) else { return .failure(.noPicture(path)) }
    return .success("data:\(type);base64,\(base64(bytes))")
  }
}

/// By the bytes that the formats begin with.
private func mediaType(of bytes: [UInt8]) -> String? {
  if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
  if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
  if bytes.starts(with: Array("GIF8".utf8)) { return "image/gif" }
  if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "image/webp" }
  return nil
}

extension PictureFolder.Problem {
  fileprivate static func elsewhere(_ path: String) -> PictureFolder.Problem {
    PictureFolder.Problem(words: "the picture \(quoted(path)) is left out: a page loads nothing from other sites")
  }

  fileprivate static func tooLarge(_ path: String) -> PictureFolder.Problem {
    PictureFolder.Problem(words: "the picture \(quoted(path)) is left out: it is larger than 10 MiB")
  }

  fileprivate static func noPicture(_ path: String) -> PictureFolder.Problem {
    PictureFolder.Problem(
      words: "the picture \(quoted(path)) is left out: only PNG, JPEG, GIF and WebP can be shown")
  }
}
