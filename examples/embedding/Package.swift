// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "embedding",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "comp", path: "../..")],
  targets: [
    .executableTarget(
      name: "embedding", dependencies: [.product(name: "CompKit", package: "comp")]),
    .executableTarget(name: "guide", dependencies: [.product(name: "CompKit", package: "comp")]),
  ]
)
