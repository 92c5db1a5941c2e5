import StetSystem

/// One client: what it is doing, and its deadline. It never waits; what cannot be done yet is tried again when `poll` says so.
final class Connection {
  let descriptor: Descriptor
  private let limits: PreviewLimits
  private var reader = RequestReader()
  /// Received but not yet read: requests that were sent before the previous one was answered.
  private var input: ArraySlice<UInt8> = []
  private var output = OutgoingBytes()
  private var phase = Phase.request
  private(set) var deadline: ContinuousClock.Instant

  private enum Phase {
    case request
    case response(Response.Next)
    /// Events; the version is that of the page that was announced last.
    case events(announced: Int?)
    /// Nothing more is sent. If a socket is closed with unread bytes, its client may lose the last response.
    case farewell
    case closed
  }

  init(_ descriptor: Descriptor, _ limits: PreviewLimits) {
    self.descriptor = descriptor
    self.limits = limits
    deadline = .now + limits.head
  }

  /// A client that gets the response that there is no room.
  init(busy descriptor: Descriptor, _ limits: PreviewLimits) {
    self.descriptor = descriptor
    self.limits = limits
    deadline = .now + limits.farewell
    send(.refusal(.busy))
  }

  var isClosed: Bool {
    if case .closed = phase { true } else { false }
  }

  /// It counts toward the number of clients that are served.
  var takesPlace: Bool {
    switch phase {
    case .request, .events, .response(.nextRequest), .response(.events): true
    case .response(.farewell), .farewell, .closed: false
    }
  }

  /// What `poll` has to wait for.
  var awaited: Readiness {
    switch phase {
    // What came with the previous request is read in the next turn, which follows at once because the socket can be written to.
    case .request: input.isEmpty ? .reading : [.reading, .writing]
    case .response: .writing
    case .events: output.isEmpty ? .reading : [.reading, .writing]
    case .farewell: .reading
    case .closed: []
    }
  }

  /// Does what can be done now; `canRead` is what `poll` found. One answer, and no more of it than others should wait for.
  func proceed(canRead: Bool, _ rules: RequestRules, _ page: PreviewPage?) {
    if canRead { receive() }
    write()
    begin(rules, page)
    write()
  }

  /// The deadline has passed.
  func expire() {
    switch phase {
    case .request where !reader.isIdle: send(.refusal(.tooSlow))
    case .events where output.isEmpty:
      output.append(Array(": still here\n\n".utf8))
      deadline = .now + limits.heartbeat
    case .request, .response, .events, .farewell, .closed: phase = .closed
    }
  }

  private func receive() {
    switch phase {
    case .request where input.isEmpty:
      switch descriptor.receive() {
      case .bytes(let bytes): input = bytes[...]
      case .later: break
      case .end: phase = .closed
      }
    // What comes after the last response or to an event stream has no meaning, but its end does.
    case .events, .farewell:
      if case .end = descriptor.receive() { phase = .closed }
    case .request, .response, .closed: break
    }
  }

  /// Begins the response to the next request, or announces the page.
  private func begin(_ rules: RequestRules, _ page: PreviewPage?) {
    switch phase {
    case .request:
      do throws(RequestRefusal) {
        if let request = try reader.next(&input) { send(rules.response(to: request, page: page)) }
      } catch {
        send(.refusal(error))
      }
    // If the last event has not been read yet, the ones in between are left out: only the newest page matters.
    case .events(let announced):
      guard output.isEmpty, let version = page?.version, version != announced else { return }
      output.append(Array("event: reload\nid: \(version)\ndata: \(version)\n\n".utf8))
      phase = .events(announced: version)
    case .response, .farewell, .closed: break
    }
  }

  private func send(_ response: Response) {
    output.append(response.head)
    output.append(response.body)
    phase = .response(response.next)
    deadline = .now + limits.response
  }

  private func write() {
    guard output.write(to: descriptor) else {
      phase = .closed
      return
    }
    guard output.isEmpty, case .response(let next) = phase else { return }
    switch next {
    case .nextRequest:
      phase = .request
      deadline = .now + limits.head
    case .events(let lastVersion):
      phase = .events(announced: lastVersion)
      deadline = .now + limits.heartbeat
      // A browser that lost its stream asks for it again half a second later.
      output.append(Array("retry: 500\n\n".utf8))
    case .farewell:
      descriptor.endSending()
      phase = .farewell
      deadline = .now + limits.farewell
    }
  }
}

/// Bytes on their way out, in pieces that are never copied together.
private struct OutgoingBytes {
  private var pieces: [ArraySlice<UInt8>] = []
  /// What one client gets before the next has its turn.
  private static let turn = 1 << 20

  var isEmpty: Bool { pieces.isEmpty }

  mutating func append(_ bytes: [UInt8]) {
    if !bytes.isEmpty { pieces.append(bytes[...]) }
  }

  /// Sends what the client takes now; false when it has gone.
  mutating func write(to descriptor: Descriptor) -> Bool {
    var left = Self.turn
    while let piece = pieces.first, left > 0 {
      switch descriptor.send(piece.prefix(left)) {
      case .bytes(let count):
        left -= count
        if count == piece.count { pieces.removeFirst() } else { pieces[0] = piece.dropFirst(count) }
      case .later: return true
      case .end: return false
      }
    }
    return true
  }
}
