/// What rewriting asks of constants.
extension Tensor {
  /// The one number that all elements are.
  var single: Double? {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// Whether x² is neither too large nor too small for a float where `constant · x` is about one.
  var isModerate: Bool {
    values.allSatisfy { $0 == 0 || abs($0) > 1e-9 && abs($0) < 1e9 }
  }

  func mapped(_ function: (Double) -> Double) -> Tensor {
    Tensor(shape: shape, values: values.map(function))
  }

  /// Element by element, a scalar with each; nil where the shapes differ.
  func combined(_ other: Tensor, _ function: (Double, Double) -> Double) -> Tensor? {
    if shape == other.shape {
      return Tensor(shape: shape, values: zip(values, other.values).map(function))
    }
    if shape.isScalar { return other.mapped { function(values[0], $0) } }
    return other.shape.isScalar ? mapped { function($0, other.values[0]) } : nil
  }
}
