package import StetColumns
import StetDiagnostics
package import StetSystem

/// A file of columns, opened, and how it is to be read.
package struct ColumnarFile: Sendable {
  /// As messages show it.
  package let name: String
  package let size: Int
  package let memory: MemoryBudget
  private let descriptor: Descriptor
  private let isRead: @Sendable (String) -> Bool

  /// `isRead` says which columns are asked for, by name.
  package init(
    _ descriptor: Descriptor, size: Int, shownAs name: String, memory: MemoryBudget = MemoryBudget(),
    isRead: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    (self.name, self.size, self.memory) = (name, size, memory)
    (self.descriptor, self.isRead) = (descriptor, isRead)
  }

  func asksFor(_ column: String) -> Bool { isRead(column) }

  /// Some of its bytes.
  func bytes(_ start: Int, _ count: Int) throws(Malformed) -> Bytes {
    guard start >= 0, count >= 0, start <= size, count <= size - start else {
      throw Malformed("it is beyond the end of the file")
    }
    if count == 0 { return .none }
    let block = ByteBlock(count)
    let read = unsafe try? descriptor.read(
      into: block.base.assumingMemoryBound(to: UInt8.self), count, at: start)
    guard read == count else { throw Malformed("it cannot be read") }
    return block.bytes
  }

  func failure(_ part: String, _ problem: Malformed) -> RunFailure {
    RunFailure(.damaged(name, part, problem.reason))
  }
}

/// A table as a file of columns has it.
package struct ColumnarTable: Sendable {
  package var fields: [Field]
  package var columns: [Column]
  package var rowCount: Int
  /// Types that the file declares for columns that it holds as text.
  package var declared: [String: ValueType] = [:]
  /// Floats that are not finite, by column: what they are called, and how many.
  package var notFinite: [(column: String, word: String, count: Int)] = []
  package var notes: [String] = []
}

extension Diagnostic {
  fileprivate static func damaged(_ name: String, _ part: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "the file is damaged: in \(part), \(reason)", location: name, kind: .data,
      notes: [
        "a new copy of the file may be whole; a table that its program saves again, as CSV for example, can be loaded"
      ])
  }

  /// What the file has is right, but cannot be read here.
  static func notBuilt(_ name: String, _ message: String, _ wayOut: String) -> Diagnostic {
    Diagnostic(.notBuilt, message, location: name, kind: .data, notes: [wayOut])
  }

  static func tooManyRows(_ name: String) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "the file has more than \(Int32.max - 1) rows", location: name, kind: .limit,
      notes: ["the file can be split into smaller ones, which `append` combines"])
  }

  static func needsMemory(_ name: String, _ shortage: MemoryBudget.Shortage) -> Diagnostic {
    Diagnostic(
      .memory,
      "the table needs \(byteWords(shortage.needed)), but \(byteWords(shortage.left)) is left of \(byteWords(shortage.limit))",
      location: name, kind: .limit,
      notes: ["`select` right after `load` reads fewer columns; `--max-memory` sets the limit"])
  }

  static func stopped(_ name: String) -> Diagnostic {
    Diagnostic(.cancelled, "loading was stopped", location: name, kind: .limit)
  }

  /// A value that no column of the type holds.
  static func misfit(_ name: String, _ column: String, row: Int, _ words: String) -> Diagnostic {
    Diagnostic(
      .cellType, "`\(column)` has \(words)", location: "\(name): row \(row + 1)", kind: .data,
      notes: ["a `select` of the other columns right after `load` leaves this one out"])
  }
}
