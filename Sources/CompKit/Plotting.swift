import CompIR
import CompPlot
import CompRuntime
import CompSemantics
import CompSource
import Foundation

extension Running {
  var plot: Builtin {
    Builtin(
      "plot",
      [
        .init("draws"), .init("against", optional: true), .init("to", optional: true),
        .init("kind", optional: true),
      ],
      documentation:
        "draws over the density's contours, a histogram, traces (kind: \"trace\") or a corner plot"
    ) { interpreter, call in
      var path: String?
      if case .string(let text) = call.value("to") { path = text }
      if let path, !path.hasSuffix(".svg") {
        guard path.hasSuffix(".png") else {
          throw Diagnostic(
            .unsupportedFeature, "plots are written as SVG or PNG",
            at: [.init(call.span("to"), "neither a .svg nor a .png file")],
            help: "name the file with the ending .svg")
        }
        guard surroundings.renderPNG != nil || interpreter.mode == .check else {
          throw Diagnostic(
            .unsupportedFeature, "no PNG can be drawn here",
            at: [
              .init(call.span("to"), "the command line draws PNG, an embedded program does not")
            ],
            help: "name the file with the ending .svg")
        }
      }
      var density: Density?
      if call.has("against") {
        if case .unknown = call.value("against") {
        } else {
          density = try interpreter.asDensity(call.value("against"), at: call.span("against"))
        }
      }
      switch call.value("draws") {
      case .unknown: return .void
      case .samples(let samples):
        var kind = ""
        if case .string(let text) = call.value("kind") { kind = text }
        guard ["", "trace", "corner"].contains(kind) else {
          throw Diagnostic.valueOutOfDomain(
            "the kind \"\(kind)\"", at: call.span("kind"), expected: "\"trace\" or \"corner\"")
        }
        guard interpreter.mode == .run else { return .void }
        let list = try picture(of: samples, density, kind, interpreter)
        guard let path else {
          interpreter.effects.print(
            list.terminal(
              columns: surroundings.terminal.columns, usesColor: surroundings.terminal.usesColor))
          return .void
        }
        do {
          let place =
            path.hasPrefix("/")
            ? path : URL(fileURLWithPath: options.outputDirectory).appendingPathComponent(path).path
          if path.hasSuffix(".png"), let renderPNG = surroundings.renderPNG {
            try writeWhole(renderPNG(list), to: place)
          } else {
            try writeWhole(list.svg(), to: place)
          }
        } catch {
          throw Diagnostic(
            .fileUnwritable, "cannot write \"\(path)\"", at: [.init(call.span("to"), "\(error)")])
        }
        return .void
      case let other:
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(other), at: call.span("draws"))
      }
    }
  }

  private func picture(
    of samples: Samples, _ density: Density?, _ kind: String, _ interpreter: Interpreter
  ) throws -> DisplayList {
    let names = samples.space.members.flatMap(\.columnNames)
    let title = density?.title ?? "\(samples.count) draws"
    if kind == "trace" {
      return tracePlot(
        chains: samples.columns.map { column in
          (0..<samples.chains).map {
            Array(column[($0 * samples.drawsPerChain)..<(($0 + 1) * samples.drawsPerChain)])
          }
        }, names: names, title: title)
    }
    if names.count == 1, kind.isEmpty {
      let values = samples.columns[0]
      let isDiscrete = samples.space.members.first?.variable.domain.isDiscrete ?? false
      var curve: (x: [Double], y: [Double])?
      if let density, !isDiscrete, density.analysis.logNormalizer != nil {
        let low = values.min() ?? 0
        let high = values.max() ?? 1
        let x = (0...400).map { low + (high - low) * Double($0) / 400 }
        curve = (x, try Self.logDensities(density, [x], interpreter, backend).map { exp($0) })
      }
      return histogramPlot(
        values: values, name: names[0], density: curve, title: title, isDiscrete: isDiscrete)
    }
    if names.count == 2, kind.isEmpty {
      var grid: Grid?
      if let density, density.space.coordinates.count == 2, density.analysis.grade >= .energy {
        func range(_ column: [Double]) -> ClosedRange<Double> {
          let low = column.min() ?? -1
          let high = column.max() ?? 1
          let margin = max((high - low) * 0.08, 1e-9)
          return (low - margin)...(high + margin)
        }
        let (x, y) = (range(samples.columns[0]), range(samples.columns[1]))
        let points = Grid.points(columns: 120, rows: 120, x: x, y: y)
        grid = Grid(
          columns: 120, rows: 120, x: x, y: y,
          values: try Self.logDensities(
            density, [points.map(\.x), points.map(\.y)], interpreter, backend))
      }
      return scatterPlot(
        x: samples.columns[0], y: samples.columns[1], names: (names[0], names[1]), density: grid,
        title: title)
    }
    return cornerPlot(columns: samples.columns, names: names, title: title)
  }

  /// The log density, with its constant where it is known, at points given by columns.
  static func logDensities(
    _ density: Density, _ columns: [[Double]], _ interpreter: Interpreter, _ backend: Backend
  ) throws -> [Double] {
    let function = try interpreter.function(
      [("log_density", try density.normalizedLogDensity())], of: density)
    let count = columns[0].count
    let values = backend.run(
      function,
      [.varying(Columns(shape: [columns.count], chains: count, values: columns.flatMap { $0 }))],
      chains: 0..<count)[0].values
    let inside = interpreter.domainGuard(columns, density.space)
    return zip(values, inside).map { $1 ? $0 : -.infinity }
  }
}
