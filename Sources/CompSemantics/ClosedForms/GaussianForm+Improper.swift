extension GaussianForm {
  /// A direction along which the precision is negative, with its value there; nil if there is none.
  ///
  /// From the first pivot of the LDLᵀ elimination that is negative: with x solving the rows before,
  /// xᵀΛx is that pivot.
  var improperDirection: (value: Double, direction: [Double])? {
    var lower = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = precision[i * count + j]
        for k in 0..<j { sum -= lower[i * count + k] * lower[j * count + k] }
        if i == j {
          let scale = max(abs(precision[i * count + i]), 1e-300)
          if sum < -1e-12 * scale {
            var x = [Double](repeating: 0, count: count)
            x[i] = 1
            for row in stride(from: i - 1, through: 0, by: -1) {
              var value = -lower[i * count + row]
              for k in (row + 1)..<max(i, row + 1) { value -= lower[k * count + row] * x[k] }
              x[row] = lower[row * count + row] == 0 ? 0 : value / lower[row * count + row]
            }
            let norm = x.reduce(0) { $0 + $1 * $1 }
            return (sum / norm, x.map { $0 / norm.squareRoot() })
          }
          lower[i * count + i] = max(sum, 0).squareRoot()
        } else {
          lower[i * count + j] =
            lower[j * count + j] == 0 ? 0 : sum / lower[j * count + j]
        }
      }
    }
    return nil
  }
}
