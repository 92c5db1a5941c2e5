import Glibc
import StetDiagnostics
import Testing

@testable import StetPreview

@Test("A client that is slow to ask gets a response that says so, and one that asks nothing is closed")
func slowClients() async throws {
  var limits = PreviewLimits()
  limits.head = .milliseconds(500)
  try await withServer(limits) { served in
    let (port, request) = (served.port, served.request("page"))
    for part in ["G", String(request.dropLast())] {
      let response = try await client {
        let client = try Client(port)
        client.send(part)
        return try client.rest()
      }
      #expect(response.hasPrefix("HTTP/1.1 408 "))
    }
    let nothing = try await client { try Client(port).rest() }
    #expect(nothing == "")
    let idle = try await client {
      let client = try Client(port)
      client.send(request)
      return try (client.response().status, client.rest())
    }
    #expect(idle == ("200", ""))
    try await served.expectWell()
  }
}

@Test("A byte now and then does not keep a request alive")
func drippingClients() async throws {
  var limits = PreviewLimits()
  limits.head = .milliseconds(500)
  try await withServer(limits) { served in
    let (port, request) = (served.port, served.request("page", "X: " + String(repeating: "x", count: 1000)))
    let response = try await client {
      let client = try Client(port)
      for byte in request.utf8 {
        client.send([byte])
        usleep(2_000)
      }
      return try client.rest()
    }
    #expect(response.hasPrefix("HTTP/1.1 408 "))
    try await served.expectWell()
  }
}

@Test("Beyond 64 connections, the response is that there is no room, and there is when one has gone")
func connectionLimit() async throws {
  try await withServer { served in
    #expect(PreviewLimits().connections == 64)
    let (port, request, events) = (served.port, served.request("page"), served.request("events"))
    let statuses = try await client {
      var clients = try (0..<64).map { _ in try Client(port) }
      // An answer to the last is proof that all have been accepted.
      clients[63].send(request)
      var statuses = [try clients[63].response().status]
      clients[0].send(events)
      statuses.append(try clients[0].response(hasBody: false).status)
      let late = try Client(port)
      late.send(request)
      statuses.append(try late.response().status)
      statuses.append(try late.rest())
      clients.removeLast()
      // The server sees that it has gone a moment later.
      var next = ""
      while next != "200" {
        let client = try Client(port)
        client.send(request)
        next = try client.response().status
      }
      statuses.append(next)
      return statuses
    }
    #expect(statuses == ["200", "200", "503", "", "200"])
  }
}

@Test("Two hundred connections at once are each answered or refused because there is no room")
func manyConnections() async throws {
  try await withServer { served in
    let (port, request) = (served.port, served.request("page"))
    let statuses = try await client {
      let clients = try (0..<200).map { _ in try Client(port) }
      for client in clients { client.send(request) }
      return try clients.map { try $0.response().status }
    }
    #expect(statuses.count(where: { $0 == "200" }) >= 64)
    #expect(statuses.allSatisfy { $0 == "200" || $0 == "503" })
    try await served.expectWell()
  }
}

@Test("Beyond the open connections that it keeps, clients wait until others have been refused")
func waitingConnections() async throws {
  var limits = PreviewLimits()
  limits.connections = 2
  limits.openConnections = 4
  limits.farewell = .milliseconds(50)
  try await withServer(limits) { served in
    let (port, request) = (served.port, served.request("page"))
    let statuses = try await client {
      let clients = try (0..<20).map { _ in try Client(port) }
      for client in clients { client.send(request) }
      return try clients.map { try $0.response().status }
    }
    #expect(statuses.allSatisfy { $0 == "200" || $0 == "503" })
  }
}

@Test("A client that does not take its page holds up no other, and is closed in the end")
func stalledPage() async throws {
  var limits = PreviewLimits()
  limits.response = .milliseconds(500)
  limits.connections = 2
  let page = [UInt8](repeating: UInt8(ascii: "x"), count: 32 << 20)
  try await withServer(limits, page: page) { served in
    let (port, request, shell) = (served.port, served.request("page"), served.request(""))
    let (status, taken) = try await client {
      let stalled = try Client(port, receiveBuffer: 4096)
      stalled.send(request)
      let other = try Client(port)
      var status = ""
      for _ in 0..<20 {
        other.send(shell)
        status = try other.response().status
      }
      // There is room for a third when the first is closed; what was on its way to it is all that comes.
      var third = ""
      while third != "200" {
        let client = try Client(port)
        client.send(shell)
        third = try client.response().status
      }
      return try (status, stalled.rest().utf8.count)
    }
    #expect(status == "200")
    #expect(taken < page.count)
  }
  try await withServer(page: page) { served in
    let whole = try await served.response(to: served.request("page"))
    #expect(whole.body.utf8.count == page.count)
  }
}

@Test("The server listens on loopback alone, at the next free port where its own is taken")
func ports() async throws {
  try await withServer { first in
    let port = first.port
    // Every address that begins with 127 is this machine's, and a server that listened on all would answer there.
    await #expect(throws: ClientFailure.self) { try await client { _ = try Client(port, host: 0x7F00_0002) } }
    try await withServer(port: port) { second in
      #expect(second.port > first.port && second.port < first.port + 100)
      #expect(second.root != first.root)
      try await second.expectWell()
      let crossed = try await first.response(to: first.request("page").replacing(first.root, with: second.root))
      #expect(crossed.status == "404")
    }
    try await first.expectWell()
  }
}

@Test("The last port has none after it, and a preview that finds none says so")
func lastPort() async throws {
  let held = try? listen(port: 65535)
  #expect {
    _ = try listen(port: 65535)
  } throws: { failure in
    (failure as? RunFailure)?.diagnostics.first?.message == "no port from 65535 to 65535 is free"
  }
  _ = held
}

@Test("Canceled, the server closes what is open, and its port is free at once")
func cancellation() async throws {
  let pages = PreviewPages()
  let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
  let running = Task { try await PreviewServer(pages: pages, port: 0) { continuation.yield($0) }.run() }
  var iterator = addresses.makeAsyncIterator()
  let address = try #require(await iterator.next())
  let port = try #require(address.split(separator: "/")[1].split(separator: ":").last.flatMap { UInt16($0) })
  let request = "GET /\(address.split(separator: "/")[2])/events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n"
  let ended = try await client {
    let client = try Client(port)
    client.send(request)
    guard try client.through("retry: 500\n\n") != nil else { return false }
    running.cancel()
    return try client.rest() == ""
  }
  #expect(ended)
  try await running.value
  #expect(try listen(port: port).port == port)
  // A server that is canceled before it starts never waits.
  let canceled = Task {
    withUnsafeCurrentTask { $0?.cancel() }
    try await PreviewServer(pages: pages, port: 0) { _ in }.run()
  }
  try await canceled.value
}
