package import StetCharts
package import StetDiagnostics
import StetFormats
import StetSystem

/// Other formats of a chart, which librsvg makes from its SVG.
package enum Picture: String, Sendable, CaseIterable {
  case png, pdf

  /// Two pixels of a PNG for each of the chart's, for high-resolution screens.
  fileprivate var options: [String] { self == .png ? ["--zoom", "2"] : [] }
}

/// Writes a picture next to an SVG file; returns the path of the new file.
func writePicture(_ picture: Picture, of svg: String, _ range: SourceRange) throws(RunFailure) -> String {
  let path = svg.dropLast(4) + "." + picture.rawValue
  let partial = path + ".stet-partial"
  let status = run(["rsvg-convert", "--format", picture.rawValue] + picture.options + ["--output", partial, svg])
  guard status == 0 else {
    removeFile(partial)
    throw RunFailure(status == nil ? .noConverter(picture, range) : .notConverted(picture, svg, range))
  }
  do throws(SystemError) { try renameFile(partial, to: path) } catch {
    removeFile(partial)
    throw RunFailure(.notConverted(picture, svg, range))
  }
  return path
}

/// Shows a chart in the browser, from its file or from a new one among the temporary files; the path of the file.
package func showInBrowser(_ chart: Chart, path: String?) throws(RunFailure) -> String {
  let file: String
  if let path {
    file = path
  } else {
    let folder = environment("TMPDIR") ?? "/tmp"
    file = "\(folder)/stet-chart-\(processID).svg"
    try writeAtomically(drawSVGBytes(chart).bytes, to: file)
  }
  for program in ["xdg-open", "open"] { if run([program, file], isSilent: true) == 0 { return file } }
  throw RunFailure(.noBrowser(file))
}

/// The exit status of a program; nil if there is none of that name.
private func run(_ words: [String], isSilent: Bool = false) -> Int32? {
  let names = [
    "PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS",
    "BROWSER",
  ]
  let variables = names.compactMap { name in environment(name).map { "\(name)=\($0)" } }
  return runProgram(words, variables: ["LANG=C.UTF-8"] + variables, isSilent: isSilent)
}

extension Diagnostic {
  fileprivate static func noConverter(_ picture: Picture, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noConverter, "\(picture.rawValue.uppercased()) files need the program `rsvg-convert`, which is not installed",
      at: range, kind: .data,
      notes: [
        "it comes with librsvg: `apt-get install librsvg2-bin` or `brew install librsvg`",
        "the SVG file was written anyway",
      ])
  }

  fileprivate static func noBrowser(_ file: String) -> Diagnostic {
    Diagnostic(.noBrowser, "no program was found to open the chart, which is in \(quoted(file))", kind: .data)
  }

  fileprivate static func notConverted(_ picture: Picture, _ svg: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .cannotWrite, "`rsvg-convert` could not make a \(picture.rawValue.uppercased()) file from \(quoted(svg))",
      at: range,
      kind: .data)
  }
}
