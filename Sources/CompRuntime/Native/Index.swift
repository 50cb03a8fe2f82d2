/// The place of an element: known when code is written, or an `i64` of the code.
enum Index {
  case fixed(Int)
  case dynamic(String)
}

extension FunctionAssembly {
  func value(_ index: Index) -> String {
    switch index {
    case .fixed(let number): "\(number)"
    case .dynamic(let name): name
    }
  }

  func add(_ a: Index, _ b: Index) -> Index {
    switch (a, b) {
    case (.fixed(let x), .fixed(let y)): return .fixed(x + y)
    case (.fixed(0), _): return b
    case (_, .fixed(0)): return a
    case (.fixed, .dynamic), (.dynamic, .fixed), (.dynamic, .dynamic):
      return .dynamic(emit("add i64 \(value(a)), \(value(b))"))
    }
  }

  func times(_ a: Index, _ factor: Int) -> Index {
    switch a {
    case .fixed(let x): .fixed(x * factor)
    case .dynamic(let name):
      factor == 1 ? a : factor == 0 ? .fixed(0) : .dynamic(emit("mul i64 \(name), \(factor)"))
    }
  }

  func quotient(_ a: Index, _ divisor: Int) -> Index {
    switch a {
    case .fixed(let x): .fixed(x / divisor)
    case .dynamic(let name): divisor == 1 ? a : .dynamic(emit("udiv i64 \(name), \(divisor)"))
    }
  }

  func remainder(_ a: Index, _ divisor: Int) -> Index {
    switch a {
    case .fixed(let x): .fixed(x % divisor)
    case .dynamic(let name):
      divisor == 1 ? .fixed(0) : .dynamic(emit("urem i64 \(name), \(divisor)"))
    }
  }

  /// The place that element `index` of a shape has under other steps.
  func offset(of index: Index, in dimensions: [Int], steps: [Int]) -> Index {
    var rest = index
    var result = Index.fixed(0)
    for axis in stride(from: dimensions.count - 1, through: 0, by: -1) {
      // The first axis has what is left.
      let place = axis == 0 ? rest : remainder(rest, dimensions[axis])
      result = add(result, times(place, steps[axis]))
      if axis > 0 { rest = quotient(rest, dimensions[axis]) }
    }
    return result
  }
}

/// How far apart neighbours along each axis lie in row-major order.
func rowMajorSteps(_ dimensions: [Int]) -> [Int] {
  var steps = Array(repeating: 1, count: dimensions.count)
  for axis in stride(from: dimensions.count - 2, through: 0, by: -1) {
    steps[axis] = steps[axis + 1] * dimensions[axis + 1]
  }
  return steps
}
