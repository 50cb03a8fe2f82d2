extension GaussianForm {
  /// Further from the origin than this many standard deviations squared, digits are lost: at 1e6,
  /// six of a double's sixteen.
  private static let distanceLimit = 1e6
  /// How often an origin is looked for anew from the one before.
  static let roundLimit = 3

  /// Whether a point at these offsets from the origin is so far from it, in units of the spread of
  /// each coordinate given the others, that values there lose digits.
  func isFar(_ offsets: [Double]) -> Bool {
    offsets.indices.contains {
      offsets[$0] * offsets[$0] * abs(precision[$0 * count + $0]) > GaussianForm.distanceLimit
    }
  }

  /// d of Λd = b where Λ has an inverse, else about the least d that solves it as well as it can be.
  func shift(toward b: [Double]) -> [Double] {
    if let factor { return factor.solve(b) }
    var ridged = precision
    for i in 0..<count {
      let entry = precision[i * count + i]
      ridged[i * count + i] = entry == 0 ? 1 : entry + 1e-6 * abs(entry)
    }
    guard let factor = Cholesky(ridged, count: count) else { return b.map { _ in 0 } }
    let solved = factor.solve(b)
    // A coordinate of which the form says nothing stays.
    return solved.indices.map { precision[$0 * count + $0] == 0 ? 0 : solved[$0] }
  }

  /// Λd
  func times(_ d: [Double]) -> [Double] {
    (0..<count).map { i in
      (0..<count).reduce(0) { $0 + precision[i * count + $1] * d[$1] }
    }
  }

  /// The same function about another origin: with d the way from the old one to the new,
  /// η' = η − Λd and c' = c + ηᵀd − ½ dᵀΛd.
  ///
  /// Λd goes through a root of Λ where it has one, so that what a spring says of the difference of
  /// two coordinates is not lost in their sizes.
  func moved(to place: [Double]) -> GaussianForm {
    let d = zip(place, origin).map { $0 - $1 }
    var result = self
    result.origin = place
    guard d.contains(where: { $0 != 0 }) else { return result }
    if let root = SemidefiniteRoot(precision, count: count) {
      let u = root.times(d)
      let pull = root.transposedTimes(u)
      for i in 0..<count {
        result.information[i] -= pull[i]
        result.constant += information[i] * d[i]
      }
      result.constant -= 0.5 * u.reduce(0) { $0 + $1 * $1 }
    } else {
      let pull = times(d)
      for i in 0..<count {
        result.information[i] -= pull[i]
        result.constant += (information[i] - 0.5 * pull[i]) * d[i]
      }
    }
    return result
  }

  /// The product of forms, each of the coordinates at its positions among `count`: exponents add.
  ///
  /// About zero where all of them are; else about the mean of the product, where each factor's value
  /// is one that the result is to hold.
  package static func product(
    of factors: [(form: GaussianForm, positions: [Int])], count: Int
  ) -> GaussianForm {
    var place = [Double](repeating: 0, count: count)
    for (form, positions) in factors {
      for (position, origin) in zip(positions, form.origin) where place[position] == 0 {
        place[position] = origin
      }
    }
    guard place.contains(where: { $0 != 0 }) else { return sum(of: factors, about: place) }
    // One factor alone keeps its origin.
    if factors.count == 1 { return sum(of: factors, about: place) }
    var result = sum(of: factors, about: place)
    for _ in 0..<roundLimit {
      let shift = result.shift(toward: result.information)
      guard result.isFar(shift) else { break }
      place = zip(place, shift).map { $0 + $1 }
      guard place.allSatisfy(\.isFinite) else { break }
      result = sum(of: factors, about: place)
    }
    return result
  }

  private static func sum(
    of factors: [(form: GaussianForm, positions: [Int])], about place: [Double]
  ) -> GaussianForm {
    let width = place.count
    var result = GaussianForm(count: width)
    result.origin = place
    for (factor, positions) in factors {
      let form = factor.moved(to: positions.map { place[$0] })
      let n = form.count
      result.constant += form.constant
      for i in 0..<n { result.information[positions[i]] += form.information[i] }
      result.precision.withUnsafeMutableBufferPointer { precision in
        form.precision.withUnsafeBufferPointer { added in
          for i in 0..<n {
            let row = positions[i] * width
            for j in 0..<n { precision[row + positions[j]] += added[i * n + j] }
          }
        }
      }
    }
    return result
  }
}
