import CompFiles
import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompPlot
import CompRuntime
import CompSource

extension Running {
  var plot: Builtin {
    Builtin(
      "plot",
      [
        .init("draws"), .init("against", .density, optional: true),
        .init("to", .text, optional: true),
        .init("kind", .text, optional: true, choices: ["trace", "corner"]),
        .init("theme", .text, optional: true, choices: ["light", "dark"]),
        Self.overwrite,
      ], effect: true,
      documentation:
        "draws over the density's contours, a histogram, traces (kind: \"trace\") or a corner plot; a density of one or two coordinates"
    ) { interpreter, call in
      let path = call.has("to") ? try path("to", of: call, interpreter) : nil
      if let path {
        try checkPicture(path, interpreter, at: call.span("to"))
        try admittedOutput(path, at: call.span("to"))
        try checkOverwriting(path, call)
        record.write(outputPlace(of: path))
      }
      var plotted: PlottedDensity?
      if call.has("against") {
        if case .unknown = call.value("against") {
        } else {
          let density = try interpreter.asDensity(
            call.value("against"), at: call.span("against"))
          plotted = PlottedDensity(
            density: density,
            points: density.analysis.grade >= .energy
              ? try DensityAtPoints(density, interpreter, backend) : nil)
        }
      }
      let (kind, theme) = (try kind(call), try theme(call))
      let space: Space?
      var subject: PlotSubject?
      switch call.value("draws") {
      case .unknown(.samples(let known)), .unknown(.data(let known)): space = known
      case .unknown(.any): space = nil
      case .samples(let samples):
        subject = PlotSubject(samples)
        space = samples.space
      case .data(let data):
        subject = PlotSubject(data)
        space = data.space
      case .unknown(.density): return .void
      case let value where isDrawnAlone(value, kind, call):
        return try plot(
          try interpreter.asDensity(value, at: call.span("draws")), theme, path, interpreter, call)
      case let other:
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(other), at: call.span("draws"))
      }
      if let space, let density = plotted?.density,
        space.coordinates.sorted() != density.space.coordinates.sorted()
      {
        throw Diagnostic.drawsSpaceDiffers(
          (space.description, call.span("draws")),
          (density.space.description, call.span("against")))
      }
      guard interpreter.mode == .run, let subject else { return .void }
      let picture = try AbandonedWork.wait(
        for: { [plotted] in subject.picture(kind, over: plotted) }, in: interpreter)
      return try show(picture, theme, path, interpreter, call)
    }
  }

  /// Whether a value is a density that is plotted by itself.
  private func isDrawnAlone(_ value: Value, _ kind: PlotKind, _ call: Builtin.Call) -> Bool {
    guard kind == .standard, !call.has("against") else { return false }
    return switch value {
    case .density, .component, .call, .weighted: true
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .function, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown, .poison:
      false
    }
  }

  private func plot(
    _ density: Density, _ theme: Theme?, _ path: String?, _ interpreter: Interpreter,
    _ call: Builtin.Call
  ) throws -> Value {
    guard interpreter.mode == .run else { return .void }
    guard let picture = DensitySketch.picture(of: density, interpreter) else {
      throw Diagnostic.typeMismatch(
        expected: "draws, or a density of one or two coordinates that can be evaluated",
        found: interpreter.describeType(.density(density)), at: call.span("draws"))
    }
    return try show(picture, theme, path, interpreter, call)
  }

  /// Writes a picture to a file, or shows it where there is none.
  private func show(
    _ picture: DisplayList, _ theme: Theme?, _ path: String?, _ interpreter: Interpreter,
    _ call: Builtin.Call
  ) throws -> Value {
    var picture = picture
    picture.theme = theme
    if let path {
      let drawing = { @Sendable [picture] in try bytes(of: picture, path, at: call.span("to")) }
      try write(
        .bytes(try AbandonedWork.wait(for: drawing, in: interpreter)), to: path,
        at: call.span("to"), interpreter)
    } else {
      interpreter.effects.print(environment.page().text(of: picture))
    }
    return .void
  }

  private func kind(_ call: Builtin.Call) throws -> PlotKind {
    guard case .string(let text) = call.value("kind") else { return .standard }
    guard let kind = PlotKind(rawValue: text) else {
      throw Diagnostic.valueOutOfDomain(
        "the kind \"\(text)\"", at: call.span("kind"), expected: "\"trace\" or \"corner\"")
    }
    return kind
  }

  private func theme(_ call: Builtin.Call) throws -> Theme? {
    guard case .string(let text) = call.value("theme") else { return nil }
    guard let theme = Theme.named(text) else {
      throw Diagnostic.valueOutOfDomain(
        "the theme \"\(text)\"", at: call.span("theme"), expected: "\"light\" or \"dark\"")
    }
    return theme
  }

  private func checkPicture(_ path: String, _ interpreter: Interpreter, at span: Span) throws {
    guard path.hasSuffix(".svg") || path.hasSuffix(".png") else {
      throw Diagnostic(
        .unsupportedFeature, "plots are written as SVG or PNG",
        at: [.init(span, "neither a .svg nor a .png file")],
        help: "name the file with the ending .svg")
    }
  }

  private func bytes(of list: DisplayList, _ path: String, at span: Span) throws -> [UInt8] {
    guard path.hasSuffix(".png") else { return Array(list.svg().utf8) }
    do { return try list.png() } catch let error as FileError {
      throw Diagnostic.file(error, path, at: span)
    }
  }
}
