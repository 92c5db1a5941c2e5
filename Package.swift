// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target, so that moving a file never changes what the compiler checks.
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: rules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  // With warnings as errors, the macros of Swift Testing 6.3.1 fail ("must be a compile-time constant").
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude)
}

let package = Package(
  name: "stet",
  products: [
    .library(name: "StetKit", targets: ["StetKit"]),
    .executable(name: "stet", targets: ["stet"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    module("StetSystem"),
    module("StetDiagnostics"),
    module("StetColumns", ["StetSystem"]),
    module("StetSyntax", ["StetDiagnostics"]),
    module("StetCharts", ["StetColumns", "StetSystem"]),
    module("StetProse", ["StetColumns"]),
    // Headers alone: instructions of the processor that Swift cannot reach.
    .systemLibrary(name: "CSHA256"),
    .systemLibrary(name: "CScan"),
    module("StetFormats", ["StetSystem", "StetColumns", "StetDiagnostics", "CSHA256", "CScan"]),
    module("StetEngine", ["StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetCharts"]),
    module("StetTwin", ["StetColumns", "StetDiagnostics", "StetEngine"]),
    module(
      "StetKit",
      ["StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetCharts"]),
    .systemLibrary(name: "CMarkdown", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    module(
      "StetNotebook",
      [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetCharts",
        "StetProse",
        "StetKit",
        "StetTwin", "CMarkdown",
      ]),
    module("StetPreview", ["StetSystem", "StetDiagnostics"]),
    // Without pkgConfig: tinfo's file there carries flags that SwiftPM warns about on every build.
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    module(
      "StetTerminal",
      [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetKit",
        "StetCharts",
        "CReadline",
      ]),
    .executableTarget(
      name: "stet",
      dependencies: [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetKit",
        "StetNotebook",
        "StetPreview", "StetCharts",
        "StetTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), "CAllocator",
      ], swiftSettings: rules,
      // The archive, so that the program starts without one more library to look for.
      linkerSettings: [.linkedLibrary(":libjemalloc.a")]),
    .target(name: "CAllocator"),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    // What the tests share: random numbers, temporary folders, running a script, files of the repository, the quick lane.
    .target(
      name: "TestSupport",
      dependencies: ["StetKit", "StetCharts", "StetSyntax", "StetColumns", "StetDiagnostics"], path: "Tests/TestSupport"
    ),
    tests("TwinTests", ["StetTwin", "StetEngine", "StetSyntax", "StetColumns", "StetDiagnostics", "CSQLite"]),
    tests("ColumnsTests", ["StetColumns"]),
    tests("DiagnosticsTests", ["StetDiagnostics"]),
    tests("SyntaxTests", ["StetSyntax", "StetDiagnostics"]),
    tests("FormatsTests", ["StetFormats", "StetColumns", "StetDiagnostics", "CScan"]),
    tests(
      "KitTests",
      ["StetKit", "StetCharts", "StetEngine", "StetFormats", "StetSyntax", "StetColumns", "StetDiagnostics"]),
    tests("TerminalTests", ["stet", "StetTerminal", "StetSystem", "StetKit", "StetSyntax", "StetColumns", "StetDiagnostics"]),
    tests(
      "NotebookTests",
      [
        "StetNotebook", "StetProse", "StetKit", "StetEngine", "StetCharts", "StetFormats", "StetSyntax", "StetColumns",
        "StetDiagnostics",
      ]),
    tests("ProseTests", ["StetProse", "StetColumns"]),
    tests("PreviewTests", ["StetPreview", "StetSystem", "StetDiagnostics"]),
    tests("ChartsTests", ["StetCharts", "StetColumns"]),
    tests("EngineTests", ["StetEngine", "StetColumns", "StetDiagnostics", "StetFormats"]),
    // The manual's blocks are run; `stet` is the command of its console blocks.
    tests(
      "ManualTests",
      ["stet", "StetKit", "StetEngine", "StetCharts", "StetFormats", "StetSyntax", "StetColumns", "StetDiagnostics"]),
    tests(
      "GoldenTests",
      ["StetKit", "StetEngine", "StetCharts", "StetFormats", "StetSyntax", "StetColumns", "StetDiagnostics"],
      exclude: ["Aggregates", "Diagnostics", "Functions", "Language", "Verbs", "Windows"]),
  ]
)
