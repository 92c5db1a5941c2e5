import Glibc
import StetSystem
import Testing

@testable import StetPreview

@Test("Every new page is announced with its version")
func announcements() async throws {
  try await withServer { served in
    let (port, request) = (served.port, served.request("events"))
    let (versions, continuation) = AsyncStream.makeStream(of: Int.self)
    async let events = client {
      let client = try Client(port)
      client.send(request)
      var events: [String?] = [try client.through("\r\n\r\n").map { _ in "" }]
      for version in 1...3 {
        events.append(try client.through("data: \(version)\n\n"))
        continuation.yield(version)
      }
      return events
    }
    for await version in versions {
      if version == 3 { break }
      await served.pages.publish(html: Array("page \(version + 1)".utf8), version: version + 1)
    }
    #expect(
      try await events == [
        "", "retry: 500\n\nevent: reload\nid: 1\ndata: 1\n\n", "event: reload\nid: 2\ndata: 2\n\n",
        "event: reload\nid: 3\ndata: 3\n\n",
      ])
    let page = try await served.response(to: served.request("page"))
    #expect(page.body == "page 3")
  }
}

@Test("A browser that shows the newest page is sent nothing, any other is notified at once; both see signs of life")
func lastEvent() async throws {
  var limits = PreviewLimits()
  limits.heartbeat = .milliseconds(50)
  try await withServer(limits) { served in
    func start(_ lines: String) async throws -> String? {
      let (port, request) = (served.port, served.request("events", lines))
      return try await client {
        let client = try Client(port)
        client.send(request)
        _ = try client.through("\r\n\r\n")
        return try client.through(": still here\n\n")
      }
    }
    let same = try await start("Last-Event-ID: 1")
    #expect(same == "retry: 500\n\n: still here\n\n")
    for line in ["Last-Event-ID: 0", "Last-Event-ID: x", "Last-Event-ID: 99999999999999999999", "X: y"] {
      let other = try await start(line)
      #expect(other == "retry: 500\n\nevent: reload\nid: 1\ndata: 1\n\n: still here\n\n", "\(line)")
    }
  }
}

@Test("An event stream that is not read keeps nothing from the others")
func unreadEvents() async throws {
  try await withServer { served in
    let (port, request) = (served.port, served.request("events"))
    let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
    async let last = client {
      let unread = try Client(port, receiveBuffer: 1)
      unread.send(request)
      let other = try Client(port)
      other.send(request)
      _ = try other.through("data: 1\n\n")
      continuation.yield()
      let last = try other.through("data: 5000\n\n")
      return (last, unread.descriptor)
    }
    for await _ in opened { break }
    for version in 2...5000 { await served.pages.publish(html: Array(Served.page.utf8), version: version) }
    #expect(try await last.0?.hasSuffix("event: reload\nid: 5000\ndata: 5000\n\n") == true)
    try await served.expectWell()
  }
}

@Test("An event stream that takes nothing more is closed at the next sign of life")
func stalledEvents() throws {
  let (writing, reading) = try Descriptor.pair()
  let connection = Connection(writing, PreviewLimits())
  let rules = RequestRules(port: 1, token: "token")
  _ = reading.send(Array("GET /token/events HTTP/1.1\r\nHost: localhost:1\r\n\r\n".utf8)[...])
  var page = PreviewPage(html: [], version: 1)
  for _ in 0..<3 { connection.proceed(canRead: true, rules, page) }
  var signs = 0
  while !connection.isClosed, signs < 1_000_000 {
    signs += 1
    connection.expire()
    // A new page in between changes nothing: one that is owed is announced when there is room.
    page = PreviewPage(html: [], version: signs)
    connection.proceed(canRead: false, rules, page)
  }
  #expect(connection.isClosed)
  #expect(signs > 10 && signs < 1_000_000)
  _ = reading
}

@Test("What is sent to an event stream has no meaning, and its end is seen")
func streamInput() async throws {
  var limits = PreviewLimits()
  limits.connections = 1
  try await withServer(limits) { served in
    let (port, events, page) = (served.port, served.request("events"), served.request("page"))
    let status = try await client {
      do {
        let client = try Client(port)
        client.send(events + page)
        _ = try client.through("data: 1\n\n")
        client.send(page + String(repeating: "x", count: 100_000))
      }
      var status = ""
      while status != "200" {
        let client = try Client(port)
        client.send(page)
        status = try client.response().status
      }
      return status
    }
    #expect(status == "200", "its place is free again")
  }
}
