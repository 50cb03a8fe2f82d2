import CompLanguage
import CompModel
import CompRuntime
import CompSource

extension Running {
  var compare: Builtin {
    Builtin(
      "compare", [.init("a", .observations), .init("b", .observations)],
      documentation:
        "distances between two sets of draws, or draws and data: maximum mean discrepancy, sliced Wasserstein, moments"
    ) { interpreter, call in
      guard let left = interpreter.spaceOfObservations(call.value("a")),
        let right = interpreter.spaceOfObservations(call.value("b"))
      else { return .unknown(.report("Comparison")) }
      // Labels have the order of draws, which data has not.
      var space = left
      if case .data = call.value("a").type { space = right }
      if let reason = left.difference(from: right) {
        throw Diagnostic.observationsDiffer(
          (left.description, call.span("a")), (right.description, call.span("b")), reason,
          wanted: space)
      }
      guard interpreter.mode == .run,
        let a = try ComparedSide(call.value("a"), over: space, at: call.span("a"), interpreter),
        let b = try ComparedSide(call.value("b"), over: space, at: call.span("b"), interpreter)
      else { return .unknown(.report("Comparison")) }
      return .report(try AbandonedWork.wait(for: { compared(a, b) }, in: interpreter))
    }
  }
}

extension Space {
  /// Returns what keeps values over this space from being compared with those over another; nil where
  /// nothing does. Their order does not matter, nor do bounds.
  fileprivate func difference(from other: Space) -> String? {
    for (one, two) in [(self, other), (other, self)] {
      for member in one.members {
        let name = member.variable.name
        guard let match = two.member(name) else { return "'\(name)' is on one side alone" }
        guard match.columnNames == member.columnNames else {
          return "'\(name)' has \(member.columnNames.count) elements on one side and "
            + "\(match.columnNames.count) on the other, or others"
        }
        switch (member.domain, match.domain) {
        case (.labels, .labels): break
        case (.labels, _), (_, .labels):
          return "'\(name)' has labels on one side and numbers on the other"
        default: break
        }
      }
    }
    return nil
  }
}

private func compared(_ left: ComparedSide, _ right: ComparedSide) -> Report {
  let (a, b) = (left.measured(), right.measured())
  var table = [["", "mean a", "mean b", "difference / error", "std ratio"]]
  var largest = 0.0
  for (x, y) in zip(a.rows, b.rows) {
    let error = (x.mcse * x.mcse + y.mcse * y.mcse).squareRoot()
    let z = error > 0 ? (x.mean - y.mean) / error : 0
    largest = max(largest, abs(z))
    table.append([
      x.name, formatReal(x.mean), formatReal(y.mean), formatReal(z), formatReal(x.std / y.std),
    ])
  }
  let distances = SampleDistances(
    a.columns, b.columns, effective: (a.rows.map(\.essBulk), b.rows.map(\.essBulk)))
  return Report(
    name: "Comparison", table: table,
    remarks: """
      sliced Wasserstein distance \(formatReal(distances.slicedWasserstein)), \
      chance gives \(formatReal(distances.expectedWasserstein))
      maximum mean discrepancy \(formatReal(distances.meanDiscrepancy)), p = \(formatReal(distances.pValue))
      \(distances.pValue < 1e-2
        ? "the two differ" : "no difference is seen")
      """,
    fields: [
      ("largest", .real(largest)), ("sliced_wasserstein", .real(distances.slicedWasserstein)),
      ("mmd", .real(distances.meanDiscrepancy)), ("p_value", .real(distances.pValue)),
    ])
}
