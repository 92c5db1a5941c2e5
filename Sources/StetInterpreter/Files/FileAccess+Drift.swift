import StetColumns
package import StetDiagnostics
import StetFormats
package import StetReleases

extension FileAccess {
  /// What differs between the inputs that this session recorded and those that a lock has for its script: an error for each drift,
  /// and a note for each input that nothing read.
  ///
  /// After a run that `failed`, inputs that it did not get to are compared by their bytes. `script` is the path that messages name.
  package func drift(
    from locked: [LockedInput], recorded: [RecordedInput]? = nil, of script: String, failed: [Diagnostic]? = nil
  ) -> [Diagnostic] {
    var rest = locked
    var unmatched: [RecordedInput] = []
    for recorded in recorded ?? recorder?.inputs ?? [] {
      if let place = rest.firstIndex(of: recorded.input) { rest.remove(at: place) } else { unmatched.append(recorded) }
    }
    var found: [Diagnostic] = []
    for recorded in unmatched {
      let input = recorded.input
      if let place = rest.firstIndex(where: { $0.isSamePlace(as: input) }) {
        found.append(.drift(rest.remove(at: place), input, recorded.range))
      } else if let other = locked.last(where: { $0.isSamePlace(as: input) }) {
        // Read a second time, with other options.
        found.append(.drift(other, input, recorded.range))
      } else {
        found.append(.notLocked(input, recorded.range))
      }
    }
    for input in rest {
      // What standard input had cannot be read again.
      guard let failed, input.kind != .standardInput else {
        found.append(.unread(input))
        continue
      }
      guard let now = try? current(input) else {
        // What could not be loaded has already been reported.
        let isSaid = failed.contains { $0.location.map { input.path == $0 || input.path.hasSuffix("/" + $0) } ?? false }
        if !isSaid { found.append(.gone(input)) }
        continue
      }
      if now.sha256 != input.sha256 { found.append(.drift(input, now, nil)) }
    }
    return found.contains { $0.severity == .error } ? found + [.wayOut(script)] : found
  }

  /// An input with the bytes that its file has now.
  private func current(_ input: LockedInput) throws(RunFailure) -> LockedInput {
    let bytes: [UInt8]
    if let name = input.dataset {
      let package = try datasets(SourceRange(0, 0))
      guard let resource = package.resources.first(where: { $0.name == name }),
        lockPath(of: resource, in: package) == input.path
      else { throw RunFailure([]) }
      bytes = try readFile(resource.path, beneath: package.folder, shownAs: input.path)
    } else {
      bytes = try readFile(input.path, beneath: folder, alsoAllowed: readableFolders, shownAs: input.path)
    }
    var now = input
    (now.sha256, now.size) = (SHA256.hex(of: bytes), bytes.count)
    return now
  }
}

extension Lockfile {
  /// The inputs that are locked for a script, given by its path.
  package static func inputs(of script: String) throws(RunFailure) -> [LockedInput] {
    let (folder, name) = location(of: script)
    guard let lock = try read(in: folder) else { throw RunFailure(.noLock(script, path(in: folder))) }
    guard let inputs = lock[name] else { throw RunFailure(.noSection(script, path(in: folder))) }
    return inputs
  }
}

/// The first digits of SHA-256, which are enough to distinguish two files.
private func shortened(_ sha256: String) -> String { String(sha256.prefix(12)) }

extension Diagnostic {
  fileprivate static func drift(_ old: LockedInput, _ new: LockedInput, _ range: SourceRange?) -> Diagnostic {
    let isSame = old.sha256 == new.sha256
    var notes = isSame ? [] : ["SHA-256 \(shortened(old.sha256)) → \(shortened(new.sha256)), \(bytes(old, new))"]
    if let before = old.content, let now = new.content {
      if before.rows != now.rows { notes.append("\(before.rows) → \(counted(now.rows, "row"))") }
      notes += columns(before.fields, now.fields)
      if before.missing != now.missing {
        notes.append("codes for missing values: \(list(before.missing)) → \(list(now.missing))")
      }
    }
    return Diagnostic(
      .drift,
      isSame ? "the file is read with options different from those in the lock" : "the file is not the one in the lock",
      at: range, location: new.path,
      kind: .data, notes: notes)
  }

  private static func bytes(_ old: LockedInput, _ new: LockedInput) -> String {
    old.size == new.size ? "both \(counted(new.size, "byte"))" : "\(old.size) → \(counted(new.size, "byte"))"
  }

  private static func columns(_ old: [Field], _ new: [Field]) -> [String] {
    func words(_ field: Field) -> String { "`\(field.name)` \(field.type.name)\(field.unit.map { ", \($0)" } ?? "")" }
    let removed = old.filter { field in !new.contains { $0.name == field.name } }
    let added = new.filter { field in !old.contains { $0.name == field.name } }
    var notes: [String] = []
    if !removed.isEmpty { notes.append("columns removed: \(removed.map(words).joined(separator: "; "))") }
    if !added.isEmpty { notes.append("columns added: \(added.map(words).joined(separator: "; "))") }
    for field in old {
      guard let now = new.first(where: { $0.name == field.name }) else { continue }
      if field.type != now.type {
        notes.append("`\(field.name)` was `\(field.type.name)` and is now `\(now.type.name)`")
      }
      if field.unit != now.unit {
        notes.append("the unit of `\(field.name)`: \(field.unit ?? "none") → \(now.unit ?? "none")")
      }
    }
    let kept = old.map(\.name).filter { name in new.contains { $0.name == name } }
    if kept != new.map(\.name).filter({ kept.contains($0) }) { notes.append("the columns are in a different order") }
    return notes
  }

  private static func list(_ codes: [String]) -> String {
    codes.isEmpty ? "none" : codes.map(quoted).joined(separator: ", ")
  }

  fileprivate static func notLocked(_ input: LockedInput, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .drift, "the input is not in the lock", at: range, location: input.path, kind: .data,
      notes: ["SHA-256 \(shortened(input.sha256)), \(counted(input.size, "byte"))"])
  }

  fileprivate static func gone(_ input: LockedInput) -> Diagnostic {
    Diagnostic(
      .drift, "the locked file can no longer be read", location: input.path, kind: .data,
      notes: ["SHA-256 \(shortened(input.sha256)), \(counted(input.size, "byte"))"])
  }

  fileprivate static func unread(_ input: LockedInput) -> Diagnostic {
    Diagnostic(
      .unreadInput, "the lock has an input that the script no longer reads", location: input.path, severity: .note,
      kind: .data)
  }

  fileprivate static func wayOut(_ script: String) -> Diagnostic {
    Diagnostic(.drift, "`stet lock \(script)` locks the current files", severity: .note, kind: .data)
  }

  fileprivate static func noLock(_ script: String, _ path: String) -> Diagnostic {
    Diagnostic(
      .noLock, "there is no lock in the script's folder", location: path, kind: .data,
      notes: ["`stet lock \(script)` writes one"])
  }

  fileprivate static func noSection(_ script: String, _ path: String) -> Diagnostic {
    Diagnostic(
      .noLock, "the lock has no section for \(quoted(script))", location: path, kind: .data,
      notes: ["`stet lock \(script)` adds it"])
  }
}
