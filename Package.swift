// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
  name: "comp",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "CompKit", targets: ["CompKit"]),
    .executable(name: "comp", targets: ["comp"]),
  ],
  traits: [
    .default(enabledTraits: ["Readline"]),
    .trait(
      name: "Readline",
      description:
        "Lines are edited by GNU readline, whose licence is GPL-3; it is linked by comp alone."
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "CompPlatform", swiftSettings: strict),
    .target(name: "CompSource", dependencies: ["CompPlatform"], swiftSettings: strict),
    .target(name: "CNative", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CompIR", dependencies: ["CompPlatform", "CompSource"], swiftSettings: strict),
    .target(name: "CompSyntax", dependencies: ["CompSource"], swiftSettings: strict),
    .target(
      name: "CompModel", dependencies: ["CompPlatform", "CompSource", "CompIR"],
      swiftSettings: strict),
    .target(name: "CompProgram", dependencies: ["CompIR", "CompModel"], swiftSettings: strict),
    .target(
      name: "CompLanguage",
      dependencies: [
        "CompPlatform", "CompSource", "CompIR", "CompSyntax", "CompModel", "CompProgram",
      ], swiftSettings: strict),
    .target(
      name: "CompSampling",
      dependencies: ["CompSource", "CompIR", "CompModel", "CompProgram", "CompLanguage"],
      swiftSettings: strict),
    .target(
      name: "CompRuntime",
      dependencies: [
        "CompPlatform", "CompSource", "CompIR", "CompModel", "CompProgram", "CNative",
      ],
      swiftSettings: strict),
    .target(
      name: "CompFiles", dependencies: ["CompPlatform", "CNative"], swiftSettings: strict),
    .target(
      name: "CompPlot", dependencies: ["CompPlatform", "CompSource", "CompFiles", "CNative"],
      swiftSettings: strict),
    .target(
      name: "CompStdlib", path: "stdlib",
      resources: ["distributions", "samplers", "shapes", "special.comp", "transforms.comp"].map {
        .embedInCode($0)
      }, swiftSettings: strict),
    .target(
      name: "CompKit",
      dependencies: [
        "CompPlatform", "CompSource", "CompIR", "CompSyntax", "CompModel", "CompProgram",
        "CompLanguage", "CompSampling", "CompRuntime",
        "CompFiles", "CompPlot", "CompStdlib",
      ], resources: [.embedInCode("Pages"), .embedInCode("Help")], swiftSettings: strict),
    .systemLibrary(
      name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .executableTarget(
      name: "comp",
      dependencies: [
        "CompPlatform", "CompKit", "CompFiles", "CompPlot",
        .target(name: "CReadline", condition: .when(traits: ["Readline"])),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "comp-bench",
      dependencies: [
        "CompKit", "CompRuntime", "CompIR", "CompAccuracy", "CompPseudoTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // A program in a pseudo-terminal, for the benchmark and tests alone.
    .target(
      name: "CompPseudoTerminal", dependencies: ["CompFiles"], swiftSettings: strict),
    // Right values of element-wise functions, for the benchmark and tests alone.
    .target(
      name: "CompAccuracy", dependencies: ["CompIR", "CompRuntime"], swiftSettings: strict),
    // The grammar as data, for the fuzzer and tests alone.
    .target(name: "CompGrammar", swiftSettings: strict),
    .executableTarget(
      name: "comp-fuzz",
      dependencies: [
        "CompKit", "CompGrammar", "CompSyntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // Hostile programs, run beside honest ones in one process.
    .executableTarget(
      name: "comp-hostile",
      dependencies: [
        "CompKit", "CompFiles", "CompPlatform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // How far machine code may be from the reference evaluator, for tests alone.
    .target(
      name: "CompAgreement",
      dependencies: [
        "CompAccuracy", "CompIR", "CompModel", "CompProgram", "CompLanguage",
        "CompSampling", "CompRuntime",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CompAgreementTests",
      dependencies: [
        "CompAgreement", "CompIR", "CompRuntime", "CompKit", "CompLanguage", "CompSampling",
        "CompStdlib",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CompGrammarTests", dependencies: ["CompGrammar", "CompSyntax"], swiftSettings: strict),
    .testTarget(
      name: "CompPlatformTests", dependencies: ["CompPlatform"], swiftSettings: strict),
    .testTarget(name: "CompSourceTests", dependencies: ["CompSource"], swiftSettings: strict),
    .testTarget(name: "CompIRTests", dependencies: ["CompIR"], swiftSettings: strict),
    .testTarget(
      name: "CompModelTests", dependencies: ["CompModel", "CompIR", "CompPlatform", "CompSource"],
      swiftSettings: strict),
    .testTarget(name: "CompSyntaxTests", dependencies: ["CompSyntax"], swiftSettings: strict),
    .testTarget(
      name: "CompRuntimeTests",
      dependencies: ["CompRuntime", "CompIR", "CompFiles", "CompAccuracy"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CompPlotTests", dependencies: ["CompFiles", "CompPlot"], swiftSettings: strict),
    .testTarget(
      name: "CompFilesTests", dependencies: ["CompFiles", "CompPseudoTerminal"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CompKitTests", dependencies: ["CompKit", "CompStdlib", "CompSyntax"],
      exclude: ["Fixtures", "Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "CompCommandTests", dependencies: ["comp", "CompPseudoTerminal", "CompFiles"],
      exclude: ["Reported"],
      swiftSettings: strict),
    .testTarget(name: "CompHostileTests", dependencies: ["comp-hostile"], swiftSettings: strict),
    .testTarget(name: "CompFuzzTests", dependencies: ["comp-fuzz"], swiftSettings: strict),
  ]
)
