import StetCharts
import StetDiagnostics
import Testing

@testable import StetInterpreter

private func theme(_ json: String) throws -> Theme { try theme(from: Array(json.utf8), name: "house.json") }

@Test("A theme file changes what it names and nothing else")
func themeFile() throws {
  let house = try theme(
    ##"{"base": "paper", "fonts": ["Source Sans 3", "sans-serif"], "title_size": 24, "light": {"text": "#101010", "series": ["#AA3322"]}}"##
  )
  #expect(house.name == "house.json" && house.titleSize == 24 && house.fonts == ["Source Sans 3", "sans-serif"])
  #expect(house.light.text == "#101010" && house.light.series == ["#AA3322"])
  #expect(house.light.background == Theme.paper.light.background && house.dark == Theme.paper.dark)
}

@Test(
  "A theme that could not be read, or that could end the style sheet, is refused with the entry",
  arguments: [
    ("[]", "a theme must be a JSON object"), (#"{"base": "none"}"#, "`base` must be one of"),
    (#"{"colour": 1}"#, "a theme has no key `colour`"),
    (#"{"fonts": ["a;}svg{display:none"]}"#, "`fonts` must be a list of font names"),
    (#"{"title_size": 400}"#, "from 12 to 40"),
    (#"{"light": {"text": "red"}}"#, "`text` of `light` must be a color"),
    (##"{"light": {"ink": "#000000"}}"##, "`light` has no key `ink`"),
    (##"{"light": {"text": "#AAAAAA"}}"##, "less than the 4.5:1 contrast"),
    (#"{"dark": {"series": []}}"#, "a list of 1 to 12 colors"),
    (##"{"light": {"grid": "#12345G"}}"##, "`grid` of `light` must be a color"),
  ])
func badTheme(_ json: String, _ words: String) {
  #expect { try theme(json) } throws: { error in
    (error as? RunFailure)?.diagnostics.contains { $0.message.contains(words) && $0.location == "house.json" } == true
  }
}

@Test("GeoJSON and TopoJSON give the same areas")
func mapFiles() throws {
  let geo =
    #"{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"name":"A"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[0,2],[2,2],[0,0]]]}}]}"#
  let topo =
    #"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[0,0]},"objects":{"x":{"type":"GeometryCollection","geometries":[{"type":"Polygon","id":7,"properties":{"name":"A"},"arcs":[[0,-2]]}]}},"arcs":[[[0,0],[0,4],[4,0]],[[0,0],[4,4]]]}"#
  let areas = try [geo, topo].map { try mapAreas(from: Array($0.utf8), name: "map.json") }
  for found in areas {
    #expect(found.count == 1 && found[0].names == ["7", "A"] && found[0].rings.count == 1)
    #expect(found[0].rings[0].map(\.longitude) == [0, 0, 2, 0] && found[0].rings[0].map(\.latitude) == [0, 2, 2, 0])
  }
}

@Test(
  "A map that cannot be read says why",
  arguments: [
    (#"{"type":"Point"}"#, "neither a GeoJSON FeatureCollection"),
    (#"{"type":"FeatureCollection","features":[]}"#, "no polygon"),
    (#"{"type":"Topology","objects":{"a":{},"b":{}},"arcs":[]}"#, "2 layers (a, b)"),
    (
      #"{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[9]]}]}},"arcs":[]}"#,
      "an arc that does not exist"
    ),
  ])
func badMap(_ json: String, _ words: String) {
  #expect { try mapAreas(from: Array(json.utf8), name: "map.json") } throws: { error in
    (error as? RunFailure)?.diagnostics.contains { $0.message.contains(words) } == true
  }
}
