/// The open elements of a document and the attributes of the one that begins, in memory that is used again with each tag.
@safe
struct XMLElements: ~Copyable {
  /// Places in what is being read.
  struct Attribute {
    let name: Range<Int>
    let value: Range<Int>
    /// Whether it is not to be taken as it is written.
    let isWritten: Bool
  }

  private(set) var depth = 0
  private let names: UnsafeMutablePointer<(head: UInt64, count: Int)>
  /// What is left of the names that are longer than their heads, one after another.
  private var tails: [UInt8] = []
  private var attributes: UnsafeMutablePointer<Attribute>
  /// Names and values in turn, and a null after them.
  private var list: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private var capacity = 32

  init() {
    unsafe names = .allocate(capacity: XMLLimits.deepest)
    unsafe attributes = .allocate(capacity: capacity)
    unsafe list = .allocate(capacity: 2 * capacity + 1)
  }

  deinit {
    unsafe names.deallocate()
    unsafe attributes.deallocate()
    unsafe list.deallocate()
  }

  /// An element begins, of less than the deepest level.
  @inline(__always)
  mutating func open(_ name: XMLName) {
    precondition(depth < XMLLimits.deepest)
    unsafe names[depth] = (name.head, name.count)
    depth &+= 1
    if name.count > XMLName.headCount { unsafe tails.append(contentsOf: name.tail) }
  }

  /// An element ends; false, and none does, if the innermost has another name.
  @inline(__always)
  mutating func close(_ name: XMLName) -> Bool {
    guard depth > 0, unsafe names[depth &- 1].head == name.head, unsafe names[depth &- 1].count == name.count else {
      return false
    }
    if name.count > XMLName.headCount {
      let tail = unsafe name.tail
      guard unsafe tails.suffix(tail.count).elementsEqual(tail) else { return false }
      tails.removeLast(tail.count)
    }
    depth &-= 1
    return true
  }

  @inline(__always)
  func attribute(_ index: Int) -> Attribute { unsafe attributes[index] }

  /// Attributes are set one after another.
  @inline(__always)
  mutating func set(_ index: Int, _ attribute: Attribute) {
    if index == capacity { grow() }
    unsafe attributes[index] = attribute
  }

  @inline(__always)
  mutating func setText(_ index: Int, name: UnsafePointer<UInt8>, value: UnsafePointer<UInt8>) {
    unsafe list[2 &* index] = UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)
    unsafe list[2 &* index &+ 1] = UnsafeRawPointer(value).assumingMemoryBound(to: CChar.self)
  }

  /// The first so many attributes, until they are set again.
  @inline(__always)
  func texts(_ count: Int) -> XMLAttributes {
    unsafe list[2 &* count] = nil
    return unsafe XMLAttributes(list)
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Attribute>.allocate(capacity: 2 * capacity)
    unsafe larger.moveInitialize(from: attributes, count: capacity)
    unsafe attributes.deallocate()
    unsafe attributes = larger
    unsafe list.deallocate()
    unsafe list = .allocate(capacity: 4 * capacity + 1)
    capacity *= 2
  }
}

/// A name in a document, which is compared by its first eight bytes at once; it can be read eight bytes past its beginning.
@safe
struct XMLName: Equatable {
  static let headCount = 8

  let head: UInt64
  let count: Int
  private let base: UnsafePointer<UInt8>

  @inline(__always)
  init(_ base: UnsafePointer<UInt8>, _ count: Int) {
    unsafe (self.base, self.count) = (base, count)
    let bytes = unsafe UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
    head = count < Self.headCount ? bytes & (1 << UInt64(8 * count) &- 1) : bytes
  }

  /// What comes after the first eight bytes.
  var tail: UnsafeBufferPointer<UInt8> {
    let length = max(0, count - Self.headCount)
    return unsafe UnsafeBufferPointer(start: length > 0 ? base + Self.headCount : nil, count: length)
  }

  @inline(__always)
  static func == (a: XMLName, b: XMLName) -> Bool {
    guard a.head == b.head, a.count == b.count else { return false }
    return unsafe a.count <= headCount || a.tail.elementsEqual(b.tail)
  }
}
