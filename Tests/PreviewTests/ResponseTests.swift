import Testing

@testable import StetPreview

@Test("The shell, the page and the events are served behind the token, each with its headers")
func resources() async throws {
  try await withServer { served in
    #expect(served.address == "http://127.0.0.1:\(served.port)\(served.root)")
    #expect(served.root.count == 34 && served.root.dropFirst().dropLast().allSatisfy(\.isHexDigit))
    let shell = try await served.response(to: served.request(""))
    #expect(shell.status == "200")
    #expect(shell["Content-Type"] == "text/html; charset=utf-8")
    let policy = try #require(shell["Content-Security-Policy"])
    let nonce = try #require(policy.firstMatch(of: #/script-src 'nonce-([0-9a-f]{32})'/#)?.1)
    #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
    #expect(shell.body.contains("<script nonce=\"\(nonce)\">") && shell.body.contains("<style nonce=\"\(nonce)\">"))
    let again = try await served.response(to: served.request(""))
    #expect(again["Content-Security-Policy"] != policy, "a nonce is used once")
    let page = try await served.response(to: served.request("page"))
    #expect(page.status == "200" && page.body == Served.page)
    #expect(page["Content-Security-Policy"] == "frame-ancestors 'self'")
    let asked = try await served.response(to: served.request("page?version=1"))
    #expect(asked.body == Served.page)
    let events = try await served.response(to: served.request("events"), hasBody: false)
    #expect(events.status == "200" && events["Content-Type"] == "text/event-stream")
    let refused = try await served.response(to: served.request("other"))
    for response in [shell, page, events, refused] {
      #expect(response["X-Content-Type-Options"] == "nosniff")
      #expect(response["Cross-Origin-Resource-Policy"] == "same-origin")
      #expect(response["Cache-Control"] == "no-store")
      #expect(response["Referrer-Policy"] == "no-referrer")
      #expect(!response.head.contains("Access-Control"))
    }
  }
}

@Test("HEAD has the head that GET has, and nothing after it")
func heads() async throws {
  try await withServer { served in
    for name in ["page", "events", "other"] {
      let get = try await served.response(to: served.request(name, "Connection: close"), hasBody: false)
      let request = served.request(name, method: "HEAD", "Connection: close")
      let port = served.port
      let head = try await client {
        let client = try Client(port)
        client.send(request)
        return try client.rest()
      }
      #expect(head == get.head)
    }
  }
}

@Test("Before a page has been rendered there is none, and the shell waits for it")
func nothingRendered() async throws {
  try await withServer(page: nil) { served in
    let shell = try await served.response(to: served.request(""))
    #expect(shell.status == "200")
    let page = try await served.response(to: served.request("page"))
    #expect(page.status == "404" && page.body == RequestRefusal.notRendered.message + "\n")
    await served.pages.publish(html: Array(Served.page.utf8), version: 7)
    let (port, request) = (served.port, served.request("events"))
    let event = try await client {
      let client = try Client(port)
      client.send(request)
      return try client.through("data: 7\n\n")
    }
    #expect(event?.hasSuffix("event: reload\nid: 7\ndata: 7\n\n") == true)
    try await served.expectWell()
  }
}

@Test("The host is one of the three names of this machine with the port")
func hosts() async throws {
  try await withServer { served in
    let port = served.port
    for host in ["localhost:\(port)", "LocalHost:\(port)", "127.0.0.1:\(port)", "[::1]:\(port)"] {
      let response = try await served.response(to: served.request("page", host: host))
      #expect(response.status == "200", "\(host)")
    }
    let foreign = [
      "localhost", "127.0.0.1", "localhost:\(port &+ 1)", "evil.example:\(port)", "127.0.0.1.evil.example:\(port)",
      "0.0.0.0:\(port)",
      "127.1:\(port)", "::1:\(port)", "localhost.:\(port)", "user@localhost:\(port)", "localhost:\(port),evil.example",
      "localhost:0\(port)",
      "localhost :\(port)", "\u{212A}localhost:\(port)", "",
    ]
    for host in foreign {
      let response = try await served.response(to: served.request("page", host: host))
      #expect(response.status == "421", "\(host)")
    }
  }
}

@Test("Other web pages are refused, by their origin or by what the browser says of them")
func origins() async throws {
  try await withServer { served in
    let port = served.port
    let own = [
      "Origin: http://127.0.0.1:\(port)", "Origin: http://localhost:\(port)", "Sec-Fetch-Site: same-origin",
      "Sec-Fetch-Site: none",
    ]
    for line in own {
      let response = try await served.response(to: served.request("page", line))
      #expect(response.status == "200", "\(line)")
    }
    let foreign = [
      "Origin: null", "Origin: http://localhost:\(port &+ 1)", "Origin: https://localhost:\(port)",
      "Origin: http://evil.example",
      "Origin: http://127.0.0.1:\(port)\r\nOrigin: http://evil.example", "Origin:", "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Site: same-site", "sec-fetch-site: Cross-Site", "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
    ]
    for line in foreign {
      for name in ["", "page", "events"] {
        let response = try await served.response(to: served.request(name, line))
        #expect(response.status == "403", "\(line)")
      }
    }
  }
}

@Test("Only GET and HEAD are answered")
func methods() async throws {
  try await withServer { served in
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "GETS", "M-SEARCH"] {
      let response = try await served.response(to: served.request("page", method: method))
      #expect(response.status == "405" && response["Allow"] == "GET, HEAD", "\(method)")
    }
    // A client may send all of a body before it reads that nobody wants it.
    let (port, start) = (served.port, served.request("page", method: "POST", "Content-Length: 8000000"))
    let (isTaken, response) = try await client {
      let client = try Client(port)
      let isTaken = client.send(start + String(repeating: "x", count: 8_000_000))
      return (isTaken, try client.response())
    }
    #expect(isTaken && response.status == "405")
    try await served.expectWell()
  }
}

@Test("Whatever the path says, nothing but the three resources is served")
func paths() async throws {
  try await withServer { served in
    let (root, token) = (served.root, served.root.dropFirst().dropLast())
    let wrong = [
      "/", "//", "/page", "/events", "/favicon.ico", "/\(token)", "/\(token)x/", "/\(token.dropLast())/",
      "/\(token.uppercased())!/", "/\(token)//",
      "/\(token)/page/", "//\(token)/page", "/x/\(token)/page", "/\(String(repeating: "0", count: 32))/page",
      "\(root)../page", "\(root)./page", "\(root)..%2fpage", "\(root)%2e%2e/%2e%2e/etc/passwd",
      "\(root)../../../etc/passwd",
      "\(root)%70age", "\(root)page%00", "\(root)page;x", "\(root)Page", "/\(token)\\page", "\(root)etc/passwd",
      "/etc/passwd", "/%2fetc/passwd",
      "\(root)page#fragment", "/?\(root)page",
    ]
    for path in wrong {
      let response = try await served.response(to: "GET \(path) HTTP/1.1\r\nHost: localhost:\(served.port)\r\n\r\n")
      #expect(response.status == "404", "\(path)")
      #expect(response.body == RequestRefusal.notFound.message + "\n")
    }
    for target in [
      "http://127.0.0.1:\(served.port)\(root)page", "*", "localhost:\(served.port)", "file:///etc/passwd", "page",
    ] {
      let response = try await served.response(to: "GET \(target) HTTP/1.1\r\nHost: localhost:\(served.port)\r\n\r\n")
      #expect(response.status == "400", "\(target)")
    }
  }
}
