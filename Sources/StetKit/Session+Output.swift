import StetCharts
import StetColumns
package import StetDiagnostics
import StetEngine
import StetFormats
import StetSystem

extension Session {
  /// Writes or draws the output of a step, and records it in the step's line of the ledger.
  func put(
    _ output: StetEngine.Output, _ table: Table, _ entry: inout LedgerEntry, _ show: (Output) -> Void
  ) throws(RunFailure) {
    switch output {
    case .save(let path, let range):
      guard let format = OutputFormat(path: path) else { throw RunFailure(.unknownEnding(path, range)) }
      let bytes = format.bytes(of: table, isCancelled: isCancelled)
      // A file is never partly written.
      guard !isCancelled() else { throw RunFailure(.cancelled(path, range)) }
      show(.saved(try write(bytes, to: path, range), rows: table.rowCount))
    case .chart(let plan, let path, let range):
      var chart = try plan.chart(of: table)
      chart.scriptSHA256 = scriptSHA256
      if let (name, range) = plan.themeFile {
        chart.theme = try theme(from: try read(name, .theme, range), name: name)
      }
      if let (path, range) = plan.shapes {
        let areas = try mapAreas(from: try read(path, .map, range), name: path)
        for index in chart.layers.indices where chart.layers[index].mark.takes(.shapes) {
          chart.layers[index].areas = areas
        }
      }
      guard let path else { return show(.chart(chart, path: nil)) }
      guard path.hasSuffix(".svg") else { throw RunFailure(.noSVG(path, range)) }
      let drawn = drawSVGBytes(chart)
      entry.step = "chart \(path)"
      entry.counts.append(.init("drawn", drawn.drawn))
      if drawn.missing > 0 { entry.counts.append(.init("omitted as missing", drawn.missing)) }
      if drawn.refused > 0 { entry.counts.append(.init("not drawn", drawn.refused)) }
      entry.notes += drawn.warnings
      let whole = try write(drawn.bytes, to: path, range)
      var written = [whole]
      for width in plan.extraWidths {
        let other = drawSVGBytes(chart, width: width)
        // What fits in one file may not fit in another.
        entry.notes += other.warnings.filter { !drawn.warnings.contains($0) }.map { "at \(width) px: \($0)" }
        written.append(try write(other.bytes, to: "\(path.dropLast(4))-\(width).svg", range))
      }
      for picture in pictures {
        for file in written {
          try whenReleased(file) { () throws(RunFailure) in _ = try writePicture(picture, of: file, range) }
        }
      }
      show(.chart(chart, path: whole))
    }
  }

  /// A file that a chart needs besides its table.
  private func read(_ path: String, _ kind: LockedInput.Kind, _ range: SourceRange) throws(RunFailure) -> [UInt8] {
    try checkNotHeld(path, range)
    let bytes: [UInt8]
    do { bytes = try readFile(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path) } catch {
      throw error.placed(at: range)
    }
    protect(folder + "/" + path)
    record(path, kind, bytes, range)
    return bytes
  }

  /// Protects a file that was read, such as the script itself, from being replaced.
  package func protect(_ file: String) { inputs.insert(file) }

  /// The files that no output may replace.
  package var protectedFiles: Set<String> { inputs }

  /// Whether a path leads to a file that was read.
  package func isProtected(_ path: String) -> Bool { inputs.contains { isSameFile($0, path) } }

  /// Where a file of that name is written.
  package func outputPath(_ name: String) -> String { outputFolder + "/" + name }

  /// Writes a file of the host's own, such as a page, as `save` does; returns the path as shown.
  package func writeOutput(_ bytes: [UInt8], to path: String) throws(RunFailure) -> String {
    try write(bytes, to: path, SourceRange(0, 0))
  }

  /// Writes inside the output folder, never over a file that was read; returns the path as shown.
  private func write(_ bytes: [UInt8], to path: String, _ range: SourceRange) throws(RunFailure) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.hasPrefix("/"), !parts.contains(".."), !parts.contains(""), !path.utf8.contains(0) else {
      throw RunFailure(.outsideOutput(path, range))
    }
    let whole = outputFolder + "/" + path
    guard !isProtected(whole) else { throw RunFailure(.overInput(path, range)) }
    try whenReleased(whole, bytes) { [self] () throws(RunFailure) in
      try write(bytes, below: parts.dropLast().map(String.init), to: path, range)
    }
    return whole
  }

  private func write(_ bytes: [UInt8], below folders: [String], to path: String, _ range: SourceRange)
    throws(RunFailure)
  {
    let whole = outputFolder + "/" + path
    // After a write that was held back, the file may have been read.
    guard !isProtected(whole) else { throw RunFailure(.overInput(path, range)) }
    var folder = outputFolder
    for part in [""] + folders {
      if !part.isEmpty { folder += "/" + part }
      do throws(SystemError) { try makeFolder(folder) } catch {
        throw RunFailure(.noFolder(folder, error.text, range))
      }
    }
    do { try writeAtomically(bytes, to: whole, isCancelled: isCancelled) } catch {
      var failure = error
      for index in failure.diagnostics.indices where failure.diagnostics[index].range == nil {
        failure.diagnostics[index].range = range
      }
      throw failure
    }
  }
}

extension Diagnostic {
  fileprivate static func cancelled(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped before \(quoted(path)) was written", at: range, kind: .limit)
  }

  fileprivate static func unknownEnding(_ path: String, _ range: SourceRange) -> Diagnostic {
    let known = OutputFormat.all.flatMap(\.endings).map { "`.\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      .unknownFormat, "the extension of \(quoted(path)) does not name a format", at: range,
      notes: ["the extensions are \(known)"])
  }

  fileprivate static func noSVG(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.unknownFormat, "a chart is an SVG file, and \(quoted(path)) does not end in `.svg`", at: range)
  }

  fileprivate static func outsideOutput(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "a script can write only inside its output folder, and \(quoted(path)) leads out of it",
      at: range,
      kind: .data, notes: ["`--out FOLDER` chooses the folder"])
  }

  fileprivate static func overInput(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .overInput, "\(quoted(path)) was read by this script and cannot be replaced", at: range, kind: .data)
  }

  fileprivate static func noFolder(_ folder: String, _ reason: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.cannotWrite, "the folder \(quoted(folder)) cannot be created: \(reason)", at: range, kind: .data)
  }
}
