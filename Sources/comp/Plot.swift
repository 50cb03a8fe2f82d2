import ArgumentParser
import CompFiles
import CompKit
import CompPlatform
import CompPlot

/// `comp plot FILE`
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Plot saved draws, in the terminal or as a file.",
    discussion: """
      One coordinate is a histogram, two are a scatter plot, more a corner plot; trace shows the \
      draws of each chain in their order.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case trace, corner }

  @Argument(
    help: "The saved draws.", completion: .file(extensions: ["csv", "npz", "npy", "json"]))
  var file: String

  @Option(
    help: "The picture's file: SVG or PNG by its ending.",
    completion: .file(extensions: ["svg", "png"]))
  var to: String?

  @Option(help: "trace or corner.")
  var kind: Kind?

  enum Colors: String, ExpressibleByArgument, CaseIterable { case light, dark }

  @Option(help: "light or dark; without it an SVG follows its reader, and a PNG is light.")
  var theme: Colors?

  @OptionGroup var colors: ColorOptions
  @OptionGroup var pictures: GraphicsOptions

  func validate() throws {
    if let to, !to.hasSuffix(".svg"), !to.hasSuffix(".png") {
      throw ValidationError("--to \(to) ends neither in .svg nor in .png")
    }
  }

  func run() throws {
    let draws = try usingFile(file) { try Draws(contentsOf: file) }
    var list = draws.picture(kind.flatMap { PlotKind(rawValue: $0.rawValue) } ?? .standard)
    list.theme = theme.flatMap { Theme.named($0.rawValue) }
    guard let to else {
      print(page(colors.color, TerminalGraphics(pictures.graphics))().text(of: list))
      return
    }
    try usingFile(to) {
      try writeWhole(to.hasSuffix(".png") ? list.png() : Array(list.svg().utf8), to: to)
    }
  }
}
