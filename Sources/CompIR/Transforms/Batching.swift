/// From this many like terms on they are computed together. Fewer are faster one by one, in
/// registers; with more, machine code grows until it takes seconds to make.
private let fewestTerms = 16

extension IRFunction {
  /// Sums and concatenations of many values that are computed alike, from other constants and other
  /// slices: the values are computed together, as one tensor with an axis more.
  ///
  /// A product of a thousand factors `spring() on (path[t], path[t + 1])` is then as long as that of
  /// one. Where a step cannot be widened so (a loop, a random number, a Cholesky factor) its terms
  /// stay as they are.
  package func batchingLikeTerms() throws -> IRFunction {
    let definitions = topLevelDefinitions
    let roots = try sumRoots(definitions)
    var forms = Forms(of: self, definitions)
    var builder = IRBuilder(name: name)
    var map: [IRValue: IRValue] = [:]
    for parameter in parameters {
      map[parameter.value] = builder.parameter(
        parameter.name, parameter.type, isUniform: parameter.isUniform)
    }
    var check = CancellationCheck()
    for instruction in instructions {
      try check()
      let result = instruction.results[0]
      if let terms = roots[result] {
        let signed = terms.mapValues { forms.grouped($0) }
        if signed.values.joined().contains(where: { $0.count >= fewestTerms }) {
          map[result] = try sum(signed, &builder, map, definitions)
          continue
        }
      } else if case .operation(.concatenate(axis: 0), let parts) = instruction.kind,
        parts.count >= fewestTerms
      {
        let runs = forms.runs(parts)
        if runs.contains(where: { $0.count >= fewestTerms }) {
          map[result] = try concatenation(runs, &builder, map, definitions)
          continue
        }
      }
      try builder.copy([instruction], of: self, &map)
    }
    return builder.finish(results: results.map { ($0.name, map[$0.value] ?? $0.value) })
  }

  private var topLevelDefinitions: Definitions {
    var definitions: Definitions = [:]
    for case let instruction in instructions {
      if case .operation(let operation, let operands) = instruction.kind {
        definitions[instruction.results[0]] = (operation, operands)
      }
    }
    return definitions
  }

  /// The sums of scalars that are no part of another alone, each with all its terms in order: those
  /// that are added, and those that are subtracted.
  private func sumRoots(_ definitions: Definitions) throws -> [IRValue: SignedTerms<[IRValue]>] {
    let uses = valueUses
    func isSum(_ value: IRValue) -> Bool {
      guard case .scalar(let function)? = definitions[value]?.operation else { return false }
      return [.add, .subtract, .negate].contains(function) && type(of: value).shape.isScalar
    }
    var inner: Set<IRValue> = []
    for (value, definition) in definitions where isSum(value) {
      inner.formUnion(definition.operands.filter { isSum($0) && uses[$0.id].count == 1 })
    }
    var roots: [IRValue: SignedTerms<[IRValue]>] = [:]
    var check = CancellationCheck()
    for value in definitions.keys where isSum(value) && !inner.contains(value) {
      // Depth first with a stack of its own: a chain of additions may be thousands long.
      var terms = SignedTerms<[IRValue]>(added: [], subtracted: [])
      var waiting = [(value: value, isAdded: true)]
      while let (next, isAdded) = waiting.popLast() {
        try check()
        if next == value || inner.contains(next), let (operation, operands) = definitions[next] {
          let flipsLast = operation != .scalar(.add)
          for (place, operand) in operands.enumerated().reversed() {
            let isLast = place == operands.count - 1
            waiting.append((operand, isLast && flipsLast ? !isAdded : isAdded))
          }
        } else if isAdded {
          terms.added.append(next)
        } else {
          terms.subtracted.append(next)
        }
      }
      if terms.added.count + terms.subtracted.count >= fewestTerms { roots[value] = terms }
    }
    return roots
  }

  private func sum(
    _ terms: SignedTerms<[[IRValue]]>, _ builder: inout IRBuilder, _ map: [IRValue: IRValue],
    _ definitions: Definitions
  ) throws -> IRValue? {
    let added = try sum(terms.added, &builder, map, definitions)
    guard let subtracted = try sum(terms.subtracted, &builder, map, definitions) else {
      return added
    }
    guard let added else { return try builder.append(.scalar(.negate), [subtracted]) }
    return try builder.append(.scalar(.subtract), [added, subtracted])
  }

  private func sum(
    _ groups: [[IRValue]], _ builder: inout IRBuilder, _ map: [IRValue: IRValue],
    _ definitions: Definitions
  ) throws -> IRValue? {
    var total: IRValue?
    func add(_ value: IRValue) throws {
      total = try total.map { try builder.append(.scalar(.add), [$0, value]) } ?? value
    }
    for group in groups {
      if group.count >= fewestTerms {
        var batch = TermBatch(of: self, group, builder, map, definitions)
        if let together = try batch.widened() {
          builder = batch.builder
          try add(try builder.append(.reduce(.sum, axes: [0]), [together]))
          continue
        }
      }
      for term in group { try add(map[term] ?? term) }
    }
    return total
  }

  private func concatenation(
    _ runs: [[IRValue]], _ builder: inout IRBuilder, _ map: [IRValue: IRValue],
    _ definitions: Definitions
  ) throws -> IRValue {
    var parts: [IRValue] = []
    for run in runs {
      if run.count >= fewestTerms {
        var batch = TermBatch(of: self, run, builder, map, definitions)
        if let together = try batch.widened() {
          builder = batch.builder
          let shape = builder.type(of: together).shape.dimensions
          parts.append(
            try builder.append(
              .reshape(Shape([shape[0] * shape[1]] + shape.dropFirst(2))), [together]))
          continue
        }
      }
      parts += run.map { map[$0] ?? $0 }
    }
    return parts.count == 1 ? parts[0] : try builder.append(.concatenate(axis: 0), parts)
  }
}

/// The terms of a sum.
private struct SignedTerms<Terms> {
  var added: Terms
  var subtracted: Terms

  var values: [Terms] { [added, subtracted] }

  func mapValues<T>(_ transform: (Terms) -> T) -> SignedTerms<T> {
    SignedTerms<T>(added: transform(added), subtracted: transform(subtracted))
  }
}

/// The operations outside loops that make values.
typealias Definitions = [IRValue: (operation: Operation, operands: [IRValue])]
