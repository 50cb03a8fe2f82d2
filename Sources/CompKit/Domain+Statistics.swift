import CompModel

extension Domain {
  /// Returns the numbers that stand for values of the domain in statistics: numbers as they are; of labels, whose
  /// order means nothing, a column for each, one where a value is that label and zero elsewhere.
  func statisticColumns(_ values: [Double], named name: String) -> [(
    name: String, values: [Double]
  )] {
    guard case .labels(let labels) = self else { return [(name, values)] }
    return labels.enumerated().map { place, label in
      ("\(name) = \(label)", values.map { $0 == Double(place) ? 1 : 0 })
    }
  }
}
