import CompRuntime
import CompSemantics
import CompSource

extension Running {
  var compare: Builtin {
    Builtin(
      "compare", [.init("a", .draws), .init("b", .draws)],
      documentation:
        "distances between two sets of draws: maximum mean discrepancy, sliced Wasserstein, moments"
    ) { interpreter, call in
      if let left = interpreter.spaceOfDraws(call.value("a")),
        let right = interpreter.spaceOfDraws(call.value("b")),
        left.coordinates.sorted() != right.coordinates.sorted()
      {
        throw Diagnostic.drawsSpaceDiffers(
          (left.description, call.span("a")), (right.description, call.span("b")))
      }
      guard interpreter.mode == .run, case .samples(let a) = call.value("a"),
        case .samples(let b) = call.value("b")
      else {
        return .unknown(.report("Comparison"))
      }
      return .report(try AbandonedWork.wait(for: { compared(a, b) }, in: interpreter))
    }
  }
}

private func compared(_ a: Samples, _ b: Samples) -> Report {
  let left = rows(of: a)
  // The other's rows in the same order of coordinates.
  let order = b.space.coordinates
  let places = a.space.coordinates.compactMap { order.firstIndex(of: $0) }
  let all = rows(of: b)
  let right = places.map { all[$0] }
  var table = [["", "mean a", "mean b", "difference / error", "std ratio"]]
  var largest = 0.0
  for (x, y) in zip(left, right) {
    let error = (x.mcse * x.mcse + y.mcse * y.mcse).squareRoot()
    let z = error > 0 ? (x.mean - y.mean) / error : 0
    largest = max(largest, abs(z))
    table.append([
      x.name, formatReal(x.mean), formatReal(y.mean), formatReal(z), formatReal(x.std / y.std),
    ])
  }
  let distances = SampleDistances(
    a.columns, b.columns(at: places), effective: (left.map(\.essBulk), right.map(\.essBulk)))
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

extension Samples {
  fileprivate func columns(at places: [Int]) -> [[Double]] { places.map { columns[$0] } }
}
