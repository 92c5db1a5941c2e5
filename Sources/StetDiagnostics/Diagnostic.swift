/// One finding about a script or about data: what is wrong, where, and how to fix it.
package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable { case error, warning, note }

  /// What kind of failure this is; it decides the exit status.
  package enum Kind: Sendable, Hashable {
    /// The script is wrong (exit status 1).
    case script
    /// An expectation about the data failed (2).
    case expectation
    /// The author's own claim fell (3).
    case claim
    /// Data that is bad or missing, or a write that failed (4).
    case data
    /// A limit was reached (5).
    case limit
  }

  /// A replacement for part of the script that can be pasted or applied.
  package struct FixIt: Sendable, Hashable {
    package let message: String
    package let range: SourceRange
    package let replacement: String

    package init(_ message: String, range: SourceRange, replacement: String) {
      self.message = message
      self.range = range
      self.replacement = replacement
    }
  }

  package var severity: Severity
  package var kind: Kind
  /// A stable code such as `unknown-column`, shown in brackets.
  package var code: Code
  /// One clause, lower case, code words in backticks, no full stop.
  package var message: String
  /// Where in the script; nil when the finding is about data alone.
  package var range: SourceRange?
  /// Where in the data, as `file.csv:12:3`; shown first, in place of the script's location.
  package var location: String?
  package var notes: [String]
  package var fixIts: [FixIt]

  package init(
    _ code: Code, _ message: String, at range: SourceRange? = nil, location: String? = nil,
    severity: Severity = .error, kind: Kind = .script, notes: [String] = [], fixIts: [FixIt] = []
  ) {
    self.code = code
    self.message = message
    self.range = range
    self.location = location
    self.severity = severity
    self.kind = kind
    self.notes = notes
    self.fixIts = fixIts
  }
}

/// What stops a run once data is read: bad data, a failed expectation, or a failure of the system.
package struct RunFailure: Error, Sendable {
  package var diagnostics: [Diagnostic]

  package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
