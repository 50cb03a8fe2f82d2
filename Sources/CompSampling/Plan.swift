import CompLanguage
import CompModel
import CompSource

extension Builtin {
  /// The builtin `plan`, which describes a composition and the sampler it would get.
  package static let plans: [Builtin] = [
    Builtin(
      "plan", [Parameter("p", .density)],
      documentation: "what a composition is, its closed forms, and the sampler it would get"
    ) { interpreter, call in
      if case .unknown = call.value("p") { return .unknown(.string) }
      let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
      return .string(try interpreter.plan(density, at: call.span))
    }
  ]
}

extension Interpreter {
  /// The graph before and after simplification, as text.
  package func plan(_ density: Density, at span: Span) throws -> String {
    var lines = [
      "\(density.title): Density<\(density.space.description)"
        + (density.given.isEmpty ? "" : " given \(density.given.description)")
        + ">, \(density.analysis.grade.rawValue)"
    ]
    lines.append("as written:")
    lines += written(density.factors)
    let shared = sharedNames(density.factors)
    if !shared.isEmpty { lines.append("shared: \(shared.joined(separator: ", "))") }
    lines.append("as it will be run:")
    for group in density.analysis.groups {
      let names = Density.title(ofProduct: group.units)
      switch group.solution {
      case .closed(let form):
        let kind = form.discrete.isEmpty ? "Gaussian" : "Gaussian for each discrete state"
        let terms = form.terms.count == 1 ? "1 term" : "\(form.terms.count) terms"
        lines.append(
          "  closed form: \(names) is \(form.terms.count > 1 && form.discrete.isEmpty ? "a mixture of Gaussians" : kind) in \(counted(form.real.count, "dimension")), \(terms), log normaliser \(formatReal(group.logNormalizer ?? .nan))"
        )
      case .eliminated(let elimination):
        lines.append(
          "  closed form: \(names), eliminated in \(elimination.steps.count) steps, log normaliser \(formatReal(group.logNormalizer ?? .nan))"
        )
      case .directed(let order):
        lines.append(
          order.count == 1
            ? "  independent: \(names), \(group.grade.rawValue)"
            : "  generated in order: \(Density.title(ofProduct: order)), \(group.grade.rawValue)"
        )
      case .residual where !foldsFactors:
        lines.append("  energy: \(names)")
      case .residual(let blocks, let rest):
        for block in blocks {
          lines.append(
            "  folded: \(Density.title(ofProduct: block.units)) into \(counted(block.form.terms.count, "Gaussian term"))"
          )
        }
        lines.append("  energy: \(Density.title(ofProduct: rest))")
      }
    }
    if density.given.isEmpty {
      let (choice, reason) = try defaultSampler(for: density, at: span)
      lines.append("sampler: \(describe(choice)), because \(reason)")
    }
    return lines.joined(separator: "\n")
  }

  /// One line a factor; of a long run of one title the first two and the last.
  private func written(_ factors: [Density]) -> [String] {
    func line(_ factor: Density) -> String {
      "  \(factor.title) over \(factor.space.description)"
        + (factor.given.isEmpty ? "" : " given \(factor.given.description)")
    }
    var lines: [String] = []
    var rest = factors[...]
    while let first = rest.first {
      let run = rest.prefix { $0.title == first.title }
      rest = rest.dropFirst(run.count)
      if run.count > 5, let last = run.last {
        lines += run.prefix(2).map(line)
        lines.append("  … \(run.count - 3) more of \(first.title)")
        lines.append(line(last))
      } else {
        lines += run.map(line)
      }
    }
    return lines
  }
}
