import Dispatch
import Glibc
import StetDiagnostics
import Testing

@testable import StetPreview

/// A server on a port of its own, with a page that is there when it starts.
struct Served {
  let pages: PreviewPages
  let address: String
  let port: UInt16
  /// `/TOKEN/`
  let root: String

  static let page = "<!doctype html><title>Story</title><p>104 persons</p>"
}

/// Runs the server while `body` does, and expects it to return when it is canceled.
func withServer(
  _ limits: PreviewLimits = PreviewLimits(), port: UInt16 = 0, page: [UInt8]? = Array(Served.page.utf8),
  _ body: (Served) async throws -> Void
) async throws {
  let pages = PreviewPages()
  if let page { await pages.publish(html: page, version: 1) }
  let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
  let server = PreviewServer(pages: pages, port: port, limits: limits) { continuation.yield($0) }
  let running = Task {
    defer { continuation.finish() }
    do { try await server.run() } catch { Issue.record(error) }
  }
  for await address in addresses {
    let parts = address.split(separator: "/", omittingEmptySubsequences: false)
    let port = try #require(parts[2].split(separator: ":").last.flatMap { UInt16($0) })
    let served = Served(pages: pages, address: address, port: port, root: "/\(parts[3])/")
    do { try await body(served) } catch {
      running.cancel()
      throw error
    }
    break
  }
  running.cancel()
  await running.value
}

/// A client that waits on a thread of its own, so that tests leave the threads of tasks to the server.
func client<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue(label: "client").async { continuation.resume(with: Swift.Result { try body() }) }
  }
}

struct ClientFailure: Error { let reason: String }

/// A plain socket that sends bytes as they are.
final class Client {
  let descriptor: Int32
  private var received: [UInt8] = []

  /// `receiveBuffer` makes the client one that soon takes no more.
  init(_ port: UInt16, host: UInt32 = 0x7F00_0001, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
    // No test waits for it; it only ends those that would never.
    var patience = timeval(tv_sec: 600, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw ClientFailure(reason: "not connected") }
  }

  deinit { close(descriptor) }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// False when the server closed before it had all of them.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest.removeFirst(count)
    }
    return true
  }

  /// One more piece of what the server sends; nil at its end.
  private func receive() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EAGAIN { throw ClientFailure(reason: "nothing came") }
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Everything until the server closes.
  func rest() throws -> String {
    while let bytes = try receive() { received += bytes }
    defer { received = [] }
    return String(decoding: received, as: UTF8.self)
  }

  /// Everything through the next occurrence of a text; nil where the server closes before it.
  func through(_ text: String) throws -> String? {
    let end = Array(text.utf8)
    while true {
      if let place = received.indices.first(where: { received[$0...].starts(with: end) }) {
        defer { received.removeFirst(place + end.count) }
        return String(decoding: received[..<(place + end.count)], as: UTF8.self)
      }
      guard let bytes = try receive() else { return nil }
      received += bytes
    }
  }

  /// The next answer with the body that its length tells.
  func response(hasBody: Bool = true) throws -> ServerAnswer {
    guard let head = try through("\r\n\r\n") else { throw ClientFailure(reason: "no response") }
    var response = ServerAnswer(head: head, body: "")
    if hasBody, let length = response["Content-Length"].flatMap({ Int($0) }) {
      while received.count < length {
        guard let bytes = try receive() else { throw ClientFailure(reason: "half an response") }
        received += bytes
      }
      response.body = String(decoding: received[..<length], as: UTF8.self)
      received.removeFirst(length)
    }
    return response
  }
}

struct ServerAnswer: Sendable {
  let head: String
  var body: String

  var status: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? head }

  /// The value of a header; several are put together.
  subscript(name: String) -> String? {
    let values = head.split(separator: "\r\n").dropFirst().compactMap { line in
      line.hasPrefix(name + ": ") ? String(line.dropFirst(name.count + 2)) : nil
    }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }
}

extension Served {
  /// A request as a browser on this machine sends it, with more lines if need be.
  func request(_ name: String, method: String = "GET", host: String? = nil, _ lines: String...) -> String {
    (["\(method) \(root)\(name) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + lines).map { $0 + "\r\n" }.joined()
      + "\r\n"
  }

  /// The answer to bytes on a connection of their own.
  func response(to request: String, hasBody: Bool = true) async throws -> ServerAnswer {
    let port = port
    return try await client {
      let client = try Client(port)
      client.send(request)
      return try client.response(hasBody: hasBody)
    }
  }

  /// What a page that works is answered with: after every trouble, the server has to be well.
  func expectWell(_ location: SourceLocation = #_sourceLocation) async throws {
    let response = try await response(to: request("page"))
    #expect(response.status == "200" && response.body == Self.page, sourceLocation: location)
  }
}
