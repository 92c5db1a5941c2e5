/// How `stet verify` gets the values of an entry without the engine's code.
package enum Recalculation: Sendable {
  /// By the file of the same name in StetTwin.
  case twin
  /// Not at all, for this reason; `stet verify` says so.
  case none(String)
}
