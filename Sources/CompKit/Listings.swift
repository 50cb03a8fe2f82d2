import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompProgram
import CompRuntime
@_exported import CompSource
import CompSyntax

extension Program {
  /// Each token on a line: place, kind, text.
  public var tokenListing: String {
    tree.tokens.map { token in
      let (line, column) = source.position(at: token.span.range.lowerBound)
      return "\(line):\(column) \(token.kind) \(token.text)"
    }.joined(separator: "\n")
  }

  /// The tree as an outline.
  public var treeListing: String { TreeOutline(tree).text }

  /// Each declaration with its type.
  public var typeListing: String {
    checked.typeNotes.map { note in "\(note.span.place): \(note.text)" }.joined(separator: "\n")
  }

  /// The plan of each density that the program names.
  public var graphListing: String {
    named { interpreter, density in try interpreter.plan(density, at: density.span) }
  }

  /// For each density that the program names the energy over its variables and the gradient, and for
  /// each sampler that it uses the transition.
  public var functionListing: String {
    let densities = named { interpreter, density in
      "// \(density.title)\n" + (try interpreter.functionListing(of: density))
    }
    let samplers = compiledSamplers.map { program in
      switch program.method {
      case .exact(let draw): "// \(program.description)\n\(draw)"
      case .chain(let chain): "// \(program.description)\n\(chain.transition)"
      }
    }
    return ([densities] + samplers).joined(separator: "\n\n")
  }

  /// The machine code of each sampler that the program uses, as LLVM IR or as assembly.
  ///
  /// - Throws: the diagnostic that says what keeps it from being compiled.
  public func codeListing(assembly: Bool, precision: Precision = .float) throws -> String {
    let backend = Backend(.native, precision: precision)
    do {
      return try compiledSamplers.map { program in
        "; \(program.description)\n" + (try backend.listing(program, assembly: assembly))
      }.joined(separator: "\n\n")
    } catch let failure as NativeCodeFailure {
      throw Diagnostic.noNativeCode(failure, outputDirectory: ".", at: Span(source, 0..<0))
    }
  }

  /// The samplers that the program uses, compiled to the IR, in their order.
  package var compiledSamplers: [SamplerProgram] {
    let programs = Collected<SamplerProgram>()
    let interpreter = Comp.interpreter(
      .check, options, RunEnvironment(print: { _ in }), list: { programs.append($0) })
    onDeepStack(interpreter.effects.allowance) { _ = try? interpreter.execute(tree) }
    return programs.values
  }

  /// What checking the program leaves behind.
  private var checked: Interpreter {
    let interpreter = Comp.interpreter(.check, options, RunEnvironment(print: { _ in }))
    onDeepStack(interpreter.effects.allowance) { _ = try? interpreter.execute(tree) }
    return interpreter
  }

  private func named(_ text: (Interpreter, Density) throws -> String) -> String {
    let interpreter = checked
    return interpreter.globals.ownNames.compactMap { name in
      guard case .density(let density)? = interpreter.globals.own(name)?.value else { return nil }
      return try? text(interpreter, density)
    }.joined(separator: "\n\n")
  }
}

extension Interpreter {
  /// The log density of a density, and its gradient where there is one.
  func functionListing(of density: Density) throws -> String {
    let function = try function([("log_density", try density.logDensity())], of: density)
    let gradient = try? function.gradient(of: 0, withRespectTo: [0]).simplified()
    return "\(function)" + (gradient.map { "\n\($0)" } ?? "")
  }
}

/// Values that a callback gathers.
private final class Collected<Value: Sendable>: Sendable {
  private let gathered = Mutex<[Value]>([])
  var values: [Value] { gathered.withLock { $0 } }
  func append(_ value: Value) { gathered.withLock { $0.append(value) } }
}

extension Diagnostic {
  /// The diagnostic as one line of JSON.
  public var jsonLine: String {
    func place(_ span: Span, _ message: String) -> [OutputValue.Field] {
      let (line, column) = span.source.position(at: span.range.lowerBound)
      let (endLine, endColumn) = span.source.position(at: span.range.upperBound)
      return [
        .init("column", .number(Double(column))), .init("end_column", .number(Double(endColumn))),
        .init("end_line", .number(Double(endLine))), .init("file", .string(span.source.name)),
        .init("line", .number(Double(line))), .init("message", .string(message)),
      ]
    }
    var fields: [OutputValue.Field] = [.init("code", .string(code.rawValue))]
    if let help { fields.append(.init("help", .string(help))) }
    fields += [
      .init("labels", .list(labels.map { .object(place($0.span, $0.message)) })),
      .init("message", .string(message)), .init("notes", .list(notes.map { .string($0) })),
      .init("severity", .string(severity.rawValue)),
    ]
    if let suggestion {
      let replacement = OutputValue.Field("replacement", .string(suggestion.replacement))
      fields.append(
        .init(
          "suggestion", .object(place(suggestion.span, suggestion.message) + [replacement])))
    }
    return OutputValue.object(fields).json
  }
}
