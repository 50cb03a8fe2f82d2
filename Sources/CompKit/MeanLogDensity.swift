import CompIR
import CompLanguage
import CompRuntime
import CompSource

extension Running {
  /// The mean of the log density over rows, which is minus the cross-entropy, with its standard
  /// error: std/√n over data; over draws the Monte Carlo error, which knows that they depend on one
  /// another.
  var meanLogDensity: Builtin {
    Builtin(
      "mean_log_density", [.init("p", .density), .init("of")],
      documentation: "the mean log density over data or draws, with its standard error"
    ) { interpreter, call in
      var pointwise = call
      pointwise.arguments["at"] = call.arguments["of"]
      let result = try interpreter.evaluateDensity(pointwise, needs: .normalized) { density in
        [("log_density", try density.normalizedLogDensity())]
      }
      guard case .tensor(let tensor) = result else { return .unknown(.report("Estimate")) }
      guard tensor.shape.rank == 1 else {
        throw Diagnostic.typeMismatch(
          expected: "data or draws", found: "a single point", at: call.span("of"),
          help: "log_density(p, at: …) is for a point")
      }
      let values = tensor.values
      let average = mean(values)
      var size = Double(values.count)
      if case .samples(let samples) = call.value("of"), samples.drawsPerChain >= 4 {
        size = effectiveSampleSize(ChainValues(values, chains: samples.chains).split)
      }
      // One row outside the support makes the mean −∞, of which there is no error.
      let error =
        average.isFinite && values.count > 1 ? (variance(values) / size).squareRoot() : 0
      return .report(
        Report(
          name: "Estimate", text: "\(formatReal(average)) ± \(formatReal(error))",
          fields: [("value", .real(average)), ("error", .real(error))]))
    }
  }
}
