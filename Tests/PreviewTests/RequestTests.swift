import Testing

@testable import StetPreview

@Test("What is not plainly a request is refused, and the server stays well")
func malformed() async throws {
  try await withServer { served in
    let host = "Host: localhost:\(served.port)\r\n"
    let line = "GET \(served.root)page HTTP/1.1\r\n"
    let cases: [(String, String)] = [
      // Two readers could see another end of these.
      (line + host + "Content-Length: 5\r\n\r\nhello", "400"), (line + host + "Content-Length: 0\r\n\r\n", "400"),
      (line + host + "Content-Length: -1\r\n\r\n", "400"),
      (line + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
      (line + host + "Content-Length: 99999999999999999999999999\r\n\r\n", "400"),
      (line + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
      (line + host + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", "400"),
      (line + host + "Transfer-Encoding : chunked\r\n\r\n", "400"),
      (line + host + "transfer-encoding:\tidentity\r\n\r\n", "400"),
      // Hosts.
      (line + "\r\n", "400"), (line + host + host + "\r\n", "400"), (line + host + "Host: evil.example\r\n\r\n", "400"),
      (line + " " + host + "\r\n", "400"),
      // Lines.
      (line.replacing("\r\n", with: "\n") + host + "\r\n", "400"),
      (line + "Host: localhost:\(served.port)\n\r\n", "400"),
      (line + host + "\n", "400"), (line + host + "a: b\rc: d\r\n\r\n", "400"), (line + host + "\rx", "400"),
      ("\r\n" + line + host + "\r\n", "400"),
      (line + host + "a: b\r\n c\r\n\r\n", "400"), (line + host + "no colon\r\n\r\n", "400"),
      (line + host + ": nothing\r\n\r\n", "400"),
      (line + host + "a b: c\r\n\r\n", "400"), (line + host + "a: \u{0}\r\n\r\n", "400"),
      (line + host + "a: \u{7F}\r\n\r\n", "400"),
      (line + host + "é: c\r\n\r\n", "400"),
      // The first line.
      ("GET  \(served.root)page HTTP/1.1\r\n" + host + "\r\n", "400"),
      ("GET \(served.root)page\r\n" + host + "\r\n", "400"),
      ("GET\t\(served.root)page HTTP/1.1\r\n" + host + "\r\n", "400"), (" " + line + host + "\r\n", "400"),
      ("GET \(served.root)pa\u{0}ge HTTP/1.1\r\n" + host + "\r\n", "400"),
      ("GET \(served.root)pagé HTTP/1.1\r\n" + host + "\r\n", "400"),
      ("GET \(served.root)page HTTP/1.1 \r\n" + host + "\r\n", "400"),
      ("GET \(served.root)page http/1.1\r\n" + host + "\r\n", "400"),
      ("(GET) \(served.root)page HTTP/1.1\r\n" + host + "\r\n", "400"), (" / HTTP/1.1\r\n" + host + "\r\n", "400"),
      ("GET \(served.root)page HTTP/1.2\r\n" + host + "\r\n", "505"),
      ("GET \(served.root)page HTTP/0.9\r\n" + host + "\r\n", "505"),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
      // The beginning of TLS, for whoever types `https`.
      ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", "400"),
    ]
    for (request, status) in cases {
      let response = try await served.response(to: request)
      #expect(response.status == status, "\(request.debugDescription)")
      #expect(response["Connection"] == "close")
      #expect(!response.body.contains("104 persons"))
    }
    let old = try await served.response(to: "GET \(served.root)page HTTP/1.0\r\n" + host + "\r\n")
    #expect(old.status == "200" && old["Connection"] == "close")
    let spaced = try await served.response(
      to: line + "hOST:\t localhost:\(served.port) \t\r\nX-Name: caf\u{E9}\r\n\r\n")
    #expect(spaced.status == "200")
    try await served.expectWell()
  }
}

@Test("The address, the head and its fields have limits, which can be reached and not passed")
func sizes() async throws {
  try await withServer { served in
    let host = "Host: localhost:\(served.port)\r\n"
    func line(_ count: Int) -> String {
      let (start, end) = ("GET \(served.root)page?", " HTTP/1.1")
      return start + String(repeating: "x", count: count - start.utf8.count - end.utf8.count) + end + "\r\n"
    }
    func head(_ count: Int) -> String {
      let start = served.request("page").dropLast() + "X: "
      return start + String(repeating: "x", count: count - start.utf8.count - 4) + "\r\n\r\n"
    }
    func fields(_ count: Int) -> String {
      "GET \(served.root)page HTTP/1.1\r\n" + host + String(repeating: "x: y\r\n", count: count - 1) + "\r\n"
    }
    let cases = [
      (line(PreviewLimits.targetBytes) + host + "\r\n", "200"),
      (line(PreviewLimits.targetBytes + 1) + host + "\r\n", "414"),
      (line(100_000) + host + "\r\n", "414"), (String(repeating: "x", count: 100_000), "414"),
      (head(PreviewLimits.headBytes), "200"), (head(PreviewLimits.headBytes + 1), "431"), (head(1_000_000), "431"),
      (fields(PreviewLimits.fields), "200"), (fields(PreviewLimits.fields + 1), "431"),
    ]
    for (request, status) in cases {
      let response = try await served.response(to: request)
      #expect(response.status == status, "\(request.prefix(40)), \(request.utf8.count) bytes")
    }
    try await served.expectWell()
  }
}

@Test("A request may come in any two pieces")
func pieces() async throws {
  let text = "GET /a?b HTTP/1.1\r\nHost: localhost:1\r\nX:\t y \r\n\r\nGET /c HTTP/1.0\r\n\r\n"
  for cut in 0...text.utf8.count {
    var reader = RequestReader()
    var requests: [Request] = []
    for piece in [text.utf8.prefix(cut), text.utf8.dropFirst(cut)] {
      var input = Array(piece)[...]
      while let request = try reader.next(&input) { requests.append(request) }
      #expect(input.isEmpty)
    }
    #expect(requests.map { String(decoding: $0.target, as: UTF8.self) } == ["/a?b", "/c"])
    #expect(requests.map(\.isOldVersion) == [false, true])
    #expect(requests[0].values("x") == [Array("y".utf8)] && requests[0].path.elementsEqual("/a".utf8))
    #expect(reader.isIdle)
  }
}

@Test(
  "Whatever bytes come, in whatever pieces, the reader gives the same requests or the same refusal, and never a crash")
func changedRequests() {
  let text = Array(
    "GET /token/page HTTP/1.1\r\nHost: localhost:1\r\nOrigin: x\r\n\r\nHEAD / HTTP/1.1\r\nA: b\r\n\r\n".utf8)
  let bytes: [UInt8] = [0, 9, 10, 13, 32, 47, 58, 65, 127, 128, 255]
  var state: UInt64 = 1
  func draw(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % count
  }
  func read(_ pieces: [ArraySlice<UInt8>]) -> ([Request], RequestRefusal?) {
    var reader = RequestReader()
    var requests: [Request] = []
    for var piece in pieces {
      do throws(RequestRefusal) {
        while let request = try reader.next(&piece) { requests.append(request) }
      } catch {
        return (requests, error)
      }
    }
    return (requests, nil)
  }
  let rules = RequestRules(port: 1, token: "token")
  var (refused, accepted, served) = (0, 0, 0)
  for _ in 0..<20_000 {
    var changed = text
    for _ in 0...draw(3) {
      let place = draw(changed.count)
      switch draw(3) {
      case 0: changed[place] = bytes[draw(bytes.count)]
      case 1: changed.insert(bytes[draw(bytes.count)], at: place)
      default: changed.remove(at: place)
      }
    }
    let cut = draw(changed.count + 1)
    let whole = read([changed[...]])
    let cutInTwo = read([changed[..<cut], changed[cut...]])
    let one = read(changed.indices.map { changed[$0...$0] })
    #expect(whole == cutInTwo && whole == one)
    if whole.1 == nil { accepted += 1 } else { refused += 1 }
    for request in whole.0 where rules.response(to: request, page: PreviewPage(html: [], version: 1)).status == "200 OK"
    {
      served += 1
      #expect(request.path.elementsEqual("/token/page".utf8) || request.path.elementsEqual("/token/".utf8))
    }
  }
  #expect(refused > 1000 && accepted > 1000)
  #expect(served > 100, "where the name of `Origin` was changed")
}

@Test("Requests that are sent together are answered in their order, up to the first that is refused")
func pipelines() async throws {
  try await withServer { served in
    let requests = [
      served.request("page"), served.request("", method: "HEAD"), served.request("page"), served.request("../x"),
      served.request("page"),
    ]
    let port = served.port
    let text = requests.joined()
    let answers = try await client {
      let client = try Client(port)
      client.send(text)
      return try (0..<4).map { try client.response(hasBody: $0 != 1) } + [ServerAnswer(head: "", body: client.rest())]
    }
    #expect(answers.map(\.status) == ["200", "200", "200", "404", ""])
    #expect(answers[4].body == "", "nothing is read behind a refusal")
    let many = String(repeating: served.request("page"), count: 2_000)
    let count = try await client {
      let client = try Client(port)
      client.send(many)
      return try (0..<2_000).count { _ in try client.response().body == Served.page }
    }
    #expect(count == 2_000)
    try await served.expectWell()
  }
}
