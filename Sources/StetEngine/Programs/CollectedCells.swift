import StetColumns

/// Values of a register from one batch after another.
struct CollectedCells: Sendable {
  let layout: CellLayout
  private(set) var count = 0
  private(set) var bytes: [UInt8] = []
  /// One byte for each value; none if all are present.
  private(set) var presence: [UInt8] = []

  init(_ layout: CellLayout) { self.layout = layout }

  mutating func append(_ batch: Batch, _ register: Register) {
    let width = layout.width
    let values: Cells<UInt8> = batch.values(register)
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: values.address, count: batch.count * width))
    if let present = batch.presence(register) {
      if presence.isEmpty { presence = [UInt8](repeating: 1, count: count) }
      unsafe presence.append(contentsOf: UnsafeBufferPointer(start: present.address, count: batch.count))
    } else if !presence.isEmpty {
      presence.append(contentsOf: repeatElement(1, count: batch.count))
    }
    count += batch.count
  }
}
