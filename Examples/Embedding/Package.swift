// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Embedding",
  dependencies: [.package(name: "stet", path: "../..")],
  targets: [
    .executableTarget(name: "Embedding", dependencies: [.product(name: "StetKit", package: "stet")])
  ]
)
