extension GaussianForm {
  /// A direction along which the precision is negative, with its value there; nil if there is none.
  ///
  /// From the first pivot of the LDLᵀ elimination that is negative: with x solving the rows before,
  /// xᵀΛx is that pivot.
  package var improperDirection: (value: Double, direction: [Double])? {
    var lower = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = precision[i * count + j]
        for k in 0..<j { sum -= lower[i * count + k] * lower[j * count + k] }
        if i == j {
          let scale = max(abs(precision[i * count + i]), 1e-300)
          if sum < -1e-12 * scale { return normed(sum, solved(i, above: i, lower)) }
          lower[i * count + i] = max(sum, 0).squareRoot()
        } else {
          // Without precision along j, what joins it with i leaves a negative one along a sum of the two.
          let scale = max(abs(precision[i * count + i]), abs(precision[i * count + j]), 1e-300)
          if lower[j * count + j] == 0, abs(sum) > 1e-12 * scale {
            var own = precision[i * count + i]
            for k in 0..<j { own -= lower[i * count + k] * lower[i * count + k] }
            let times = -(abs(own) / (2 * abs(sum)) + 1) * (sum < 0 ? -1 : 1)
            let (x, y) = (solved(j, above: j, lower), solved(i, above: j, lower))
            return normed(2 * times * sum + own, zip(x, y).map { times * $0 + $1 })
          }
          lower[i * count + j] =
            lower[j * count + j] == 0 ? 0 : sum / lower[j * count + j]
        }
      }
    }
    return nil
  }

  /// The vector that is 1 at `place` and solves the rows above another.
  private func solved(_ place: Int, above end: Int, _ lower: [Double]) -> [Double] {
    var x = [Double](repeating: 0, count: count)
    x[place] = 1
    for row in stride(from: end - 1, through: 0, by: -1) {
      var value = -lower[place * count + row]
      for k in (row + 1)..<max(end, row + 1) { value -= lower[k * count + row] * x[k] }
      x[row] = lower[row * count + row] == 0 ? 0 : value / lower[row * count + row]
    }
    return x
  }

  /// A value of the quadratic form, and where it has it, for a direction of length one.
  private func normed(_ value: Double, _ x: [Double]) -> (value: Double, direction: [Double]) {
    let square = x.reduce(0) { $0 + $1 * $1 }
    return (value / square, x.map { $0 / square.squareRoot() })
  }
}
