package import StetDiagnostics
import StetSyntax

/// A notebook with its blocks laid out as scripts are; everything else stays byte for byte. Blocks in quotes and lists stay as they are.
package func format(notebook source: SourceText) -> (bytes: [UInt8], diagnostics: [Diagnostic]) {
  let notebook = Notebook(source)
  var bytes: [UInt8] = []
  var copied = 0
  var diagnostics: [Diagnostic] = []
  for codeBlock in notebook.codeBlocks {
    let (low, high) = (codeBlock.range.lower - source.base, codeBlock.range.upper - source.base)
    let code = Array(source.bytes[low..<high])
    let typed = Array(codeBlock.code.utf8)
    guard code == typed || code + [UInt8(ascii: "\n")] == typed else { continue }
    let (text, found) = StetSyntax.format(SourceText(name: source.name, bytes: code, base: codeBlock.range.lower))
    diagnostics += found
    guard !found.contains(where: { $0.severity == .error }) else { continue }
    var laidOut = Array(text.utf8)
    // The line of the fence is not the block's.
    if laidOut.last == UInt8(ascii: "\n"), code.last != UInt8(ascii: "\n") { laidOut.removeLast() }
    bytes += source.bytes[copied..<low] + laidOut
    copied = high
  }
  return (bytes + source.bytes[copied...], diagnostics)
}
