#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Something arrived, the other side ended, or the connection broke: a read shows which.
  package static let reading = Readiness(rawValue: 1)
  package static let writing = Readiness(rawValue: 2)
}

/// A descriptor that is waited for.
package struct PollEntry {
  let descriptor: Descriptor
  let events: Readiness
  package fileprivate(set) var found: Readiness = []

  package init(_ descriptor: Descriptor, _ events: Readiness = .reading) {
    self.descriptor = descriptor
    self.events = events
  }
}

/// Waits until one of the descriptors is ready or the deadline passes; without a deadline, as long as it takes.
package func wait(for awaited: inout [PollEntry], until deadline: ContinuousClock.Instant?) {
  var polls = awaited.map { entry in
    let events = (entry.events.contains(.reading) ? POLLIN : 0) | (entry.events.contains(.writing) ? POLLOUT : 0)
    return pollfd(fd: entry.descriptor.number, events: Int16(events), revents: 0)
  }
  var milliseconds: Int32 = -1
  if let deadline {
    let (seconds, attoseconds) = (deadline - .now).components
    // Rounded up: a wait that ends too early would only be repeated.
    milliseconds = Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
  }
  let count = nfds_t(polls.count)
  let ready = unsafe polls.withUnsafeMutableBufferPointer { unsafe poll($0.baseAddress, count, milliseconds) }
  for index in polls.indices {
    awaited[index].found = []
    // An interrupted wait has found nothing, and the caller waits again.
    guard ready > 0 else { continue }
    let events = Int32(polls[index].revents)
    if events & Int32(POLLOUT) != 0 { awaited[index].found.insert(.writing) }
    if events & ~Int32(POLLOUT) != 0 { awaited[index].found.insert(.reading) }
  }
}
