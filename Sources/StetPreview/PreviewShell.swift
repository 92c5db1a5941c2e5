/// The page around the page: the published page contains no scripts, so this one listens for its next version and shows it in a frame.
///
/// It uses a frame instead of inserting the page's elements: the page keeps its own policy and looks as it will when published, and
/// nothing in it can run a script, because the frame allows none.
func previewShell(nonce: String) -> String {
  """
  <!doctype html>
  <html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Preview</title>
  <link rel="icon" href="data:,">
  <style nonce="\(nonce)">
  body { margin: 0 }
  iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }
  iframe.next { visibility: hidden }
  p { position: fixed; z-index: 1; inset: auto 0 0; margin: 0; padding: 0.5em 1em; font: 1em system-ui, sans-serif; color: #fff; background: #a00 }
  p[hidden] { display: none }
  </style>
  <p role="status" id="state" hidden></p>
  <noscript><a href="page">Open the page, which does not update by itself without JavaScript</a></noscript>
  <script nonce="\(nonce)">
  \(script)</script>
  </html>

  """
}

func previewShellPolicy(nonce: String) -> String {
  "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; img-src data:; connect-src 'self'; "
    + "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}

/// Every line of it runs under `'use strict'`; nothing in it depends on what the page contains.
private let script = #"""
  'use strict'
  const state = document.getElementById('state')
  let shown = null, next = null, isOutdated = false, version = null, events = null

  function say(text) {
    state.textContent = text
    state.hidden = text === ''
  }

  // The next version is laid out next to the one being read, and then scrolled to the same position.
  function load() {
    if (next) next.remove()
    isOutdated = false
    const frame = next = document.createElement('iframe')
    frame.className = 'next'
    frame.sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox'
    frame.src = 'page'
    frame.onload = () => show(frame)
    document.body.append(frame)
  }

  function show(frame) {
    if (frame !== next) return
    const page = frame.contentDocument
    // A response without a page: the server is gone, or has no room.
    if (!page || page.contentType !== 'text/html') {
      say('The page could not be loaded, so what is shown may be out of date.')
      setTimeout(() => { if (frame === next) load() }, 500)
      return
    }
    const hadFocus = !shown || document.activeElement === shown
    if (shown) {
      frame.contentWindow.scrollTo({ left: shown.contentWindow.scrollX, top: shown.contentWindow.scrollY, behavior: 'instant' })
    }
    // Other sites open beside the preview, which shows its own page only.
    for (const link of page.querySelectorAll('a[href]:not([href^="#"])')) {
      link.target = '_blank'
      link.rel = 'noopener noreferrer'
    }
    document.title = frame.title = page.title || 'Preview'
    frame.className = ''
    if (shown) shown.remove()
    shown = frame
    next = null
    if (hadFocus) frame.focus()
    say('')
    if (isOutdated) load()
  }

  // A hidden tab gives up its connection: a browser has six for all tabs of one server.
  function listen() {
    if (events) events.close()
    if (document.hidden) return
    const source = events = new EventSource('events')
    source.addEventListener('reload', event => {
      if (event.data === version) return
      version = event.data
      // A page that takes long to lay out is still shown, however often the story is saved in the meantime.
      if (next) isOutdated = true
      else load()
    })
    source.onopen = () => say(shown ? '' : 'The page is being rendered.')
    source.onerror = () => {
      say('The preview has ended or is not responding, so what is shown may be out of date.')
      // A response that is not a stream ends it for good, unlike a lost connection.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => { if (source === events) listen() }, 1000)
    }
  }

  document.addEventListener('visibilitychange', listen)
  listen()

  """#
