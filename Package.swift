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

/// A sanitizer takes the place of jemalloc.
let sanitizes = Context.environment["STET_SANITIZE"] != nil

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: rules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  // With warnings as errors, the macros of Swift Testing 6.3.1 fail ("must be a compile-time constant").
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude)
}

// Homebrew keeps libraries outside of the compiler's paths and says by pkg-config where; readline of macOS itself is libedit.
// On Linux they are found without, and tinfo's file for Readline carries flags that SwiftPM warns about on every build.
#if os(macOS)
  let (readline, markdown, patterns) = ("readline", "libcmark-gfm", "re2") as (String?, String?, String?)
  let (lzma, zstd, expat) = ("liblzma", "libzstd", "expat") as (String?, String?, String?)
  let codecs = ["CSnappy": "snappy", "CLZ4": "liblz4", "CBrotli": "libbrotlidec", "CDeflate": "libdeflate"]
#else
  let (readline, markdown, patterns) = (nil, nil, nil) as (String?, String?, String?)
  let (lzma, zstd, expat) = (nil, nil, nil) as (String?, String?, String?)
  let codecs: [String: String] = [:]
#endif

let package = Package(
  name: "stet",
  // `InlineArray` comes with this system.
  platforms: [.macOS(.v26)],
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
    // Decompressors.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"]), .brew(["bzip2"])]),
    .systemLibrary(name: "CLzma", pkgConfig: lzma, providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
    .systemLibrary(name: "CZstd", pkgConfig: zstd, providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    module("StetArchives", ["StetSystem", "StetDiagnostics", "CZlib", "CBzip2", "CLzma", "CZstd"]),
    module("StetColumns", ["StetSystem", "CScan"]),
    module("StetEvidence", ["StetColumns", "StetDiagnostics"]),
    // A parser of XML that takes a document in pieces.
    .systemLibrary(name: "CExpat", pkgConfig: expat, providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    module("StetWorkbooks", ["StetArchives", "StetColumns", "StetDiagnostics", "CExpat"]),
    module("StetSyntax", ["StetDiagnostics"]),
    module("StetCharts", ["StetColumns", "StetSystem"]),
    module("StetProse", ["StetColumns"]),
    // Headers alone: instructions of the processor that Swift cannot reach.
    .systemLibrary(name: "CSHA256"),
    .systemLibrary(name: "CScan"),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    // How SQLite reads a file that is already open, and trusts nothing in it.
    .target(name: "CDatabase", dependencies: ["CSQLite"], linkerSettings: [.linkedLibrary("sqlite3")]),
    .systemLibrary(name: "CKernels"),
    // What pages of Parquet and buffers of Arrow are compressed with.
    .systemLibrary(
      name: "CSnappy", pkgConfig: codecs["CSnappy"], providers: [.apt(["libsnappy-dev"]), .brew(["snappy"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: codecs["CLZ4"], providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(
      name: "CBrotli", pkgConfig: codecs["CBrotli"], providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: codecs["CDeflate"], providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .target(
      name: "StetColumnar",
      dependencies: [
        "StetSystem", "StetColumns", "StetDiagnostics", "CSnappy", "CZstd", "CLZ4", "CBrotli", "CDeflate",
      ], swiftSettings: rules,
      // Snappy is written in C++, whose library must come after it.
      linkerSettings: [.linkedLibrary("snappy"), .linkedLibrary("stdc++", .when(platforms: [.linux]))]),
    module(
      "StetFormats",
      [
        "StetSystem", "StetArchives", "StetWorkbooks", "StetColumns", "StetColumnar", "StetDiagnostics", "StetEvidence",
        "CSHA256", "CScan", "CDatabase",
      ]),
    // Regular expressions that take linear time: RE2, which every platform has, is faster than any of ours would be.
    .systemLibrary(name: "CRE2", pkgConfig: patterns, providers: [.apt(["libre2-dev"]), .brew(["re2"])]),
    .target(
      name: "CPattern", dependencies: ["CRE2"],
      linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++", .when(platforms: [.linux]))]),
    module(
      "StetEngine",
      ["StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetCharts", "CPattern", "CScan", "CKernels"]),
    module("StetTwin", ["StetColumns", "StetDiagnostics", "StetEngine", "StetSyntax"]),
    module("StetReleases", ["StetSystem", "StetDiagnostics", "StetColumns", "StetFormats", "StetEngine"]),
    module(
      "StetInterpreter",
      [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetEvidence", "StetSyntax", "StetEngine", "StetFormats",
        "StetCharts", "StetReleases",
      ]),
    module(
      "StetAuthoring",
      ["StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetInterpreter"]),
    module(
      "StetKit", ["StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetInterpreter"]),
    .systemLibrary(
      name: "CMarkdown", pkgConfig: markdown,
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    module(
      "StetNotebook",
      [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetCharts",
        "StetProse", "StetReleases", "StetInterpreter", "StetTwin", "CMarkdown",
      ]),
    module("StetPreview", ["StetSystem", "StetDiagnostics"]),
    .systemLibrary(
      name: "CReadline", pkgConfig: readline, providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    module(
      "StetTerminal",
      [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetCharts",
        "StetInterpreter", "StetAuthoring", "CReadline",
      ]),
    .executableTarget(
      name: "stet",
      dependencies: [
        "StetSystem", "StetDiagnostics", "StetColumns", "StetSyntax", "StetEngine", "StetFormats", "StetCharts",
        "StetReleases", "StetInterpreter", "StetNotebook", "StetPreview", "StetTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .target(name: "CAllocator", condition: .when(platforms: [.linux])),
      ], swiftSettings: rules,
      // The archive, so that the program starts without one more library to look for.
      linkerSettings: sanitizes ? [] : [.linkedLibrary(":libjemalloc.a", .when(platforms: [.linux]))]),
    .target(name: "CAllocator", cSettings: sanitizes ? [.define("STET_SANITIZE")] : []),
    // What the tests share: random numbers, temporary folders, running a script, files of the repository, the quick lane.
    .target(
      name: "TestSupport",
      dependencies: [
        "StetInterpreter", "StetFormats", "StetWorkbooks", "StetCharts", "StetSyntax", "StetColumns", "StetDiagnostics",
      ],
      path: "Tests/TestSupport"
    ),
    tests(
      "TwinTests",
      ["StetTwin", "StetEngine", "StetSyntax", "StetColumns", "StetDiagnostics", "CSQLite", "CAllocator"]),
    tests("SystemTests", ["StetSystem"]),
    tests("WorkbooksTests", ["StetWorkbooks", "StetArchives", "StetDiagnostics"]),
    tests("ColumnsTests", ["StetColumns"]),
    tests("DiagnosticsTests", ["StetDiagnostics"]),
    tests("SyntaxTests", ["StetSyntax", "StetDiagnostics"]),
    tests("ArchivesTests", ["StetArchives", "StetDiagnostics"], exclude: ["Files"]),
    tests(
      "FormatsTests",
      ["StetFormats", "StetWorkbooks", "StetColumns", "StetDiagnostics", "CScan", "CDatabase"], exclude: ["Files"]),
    tests(
      "ColumnarTests", ["StetColumnar", "StetFormats", "StetColumns", "StetDiagnostics", "StetSystem"],
      exclude: ["Files"]),
    tests("ReleasesTests", ["StetReleases", "StetFormats", "StetColumns", "StetDiagnostics"]),
    tests(
      "InterpreterTests",
      ["StetInterpreter", "StetCharts", "StetEngine", "StetFormats", "StetSyntax", "StetColumns", "StetDiagnostics"]),
    tests("AuthoringTests", ["StetAuthoring", "StetInterpreter", "StetEngine", "StetSyntax", "StetColumns"]),
    tests(
      "TerminalTests",
      [
        "stet", "StetTerminal", "StetSystem", "StetInterpreter", "StetAuthoring", "StetEngine", "StetSyntax",
        "StetColumns", "StetDiagnostics",
      ]),
    tests(
      "NotebookTests",
      [
        "StetNotebook", "StetProse", "StetReleases", "StetInterpreter", "StetEngine", "StetCharts", "StetFormats",
        "StetSyntax", "StetColumns", "StetDiagnostics",
      ]),
    tests("ProseTests", ["StetProse", "StetColumns"]),
    tests("PreviewTests", ["StetPreview", "StetSystem", "StetDiagnostics"]),
    tests("ChartsTests", ["StetCharts", "StetColumns"]),
    tests("EngineTests", ["StetEngine", "StetColumns", "StetDiagnostics", "StetFormats", "CKernels"]),
    // The manual's blocks are run; `stet` is the command of its console blocks.
    tests(
      "ManualTests",
      [
        "stet", "StetKit", "StetInterpreter", "StetEngine", "StetCharts", "StetFormats", "StetSyntax", "StetColumns",
        "StetDiagnostics",
      ]),
    tests(
      "GoldenTests",
      ["StetInterpreter", "StetEngine", "StetCharts", "StetFormats", "StetSyntax", "StetColumns", "StetDiagnostics"],
      exclude: ["Aggregates", "ChartLines", "Diagnostics", "Formats", "Functions", "Language", "Verbs", "Windows"]),
  ],
  cxxLanguageStandard: .cxx17
)

// Only for `Scripts/fuzz`, which builds every module in a way of its own.
if Context.environment["STET_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "stet-fuzz",
      dependencies: ["StetFormats", "StetWorkbooks", "StetArchives", "StetColumns", "StetDiagnostics"],
      path: "Scripts/Fuzz", exclude: ["sheet.xml"]))
}
