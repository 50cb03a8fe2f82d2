extension IRFunction {
  /// The values that are the same for every chain: constants, uniform parameters, and what is
  /// computed from those alone. They need computing once, not once a chain.
  package var uniformValues: Set<IRValue> {
    var uniform = Set(parameters.filter(\.isUniform).map(\.value))
    func walk(_ instructions: [Instruction]) {
      for instruction in instructions {
        switch instruction.kind {
        case .operation(.normal, _), .operation(.uniform, _): break
        case .operation(_, let operands):
          if operands.allSatisfy(uniform.contains) { uniform.formUnion(instruction.results) }
        case .repeat(_, let initial, let body):
          // Uniform as long as every pass keeps it so: what turns out otherwise is taken out, until
          // nothing changes.
          var carried = Set(body.parameters.indices.filter { uniform.contains(initial[$0]) })
          let before = uniform
          while true {
            uniform = before.union(carried.map { body.parameters[$0] })
            walk(body.instructions)
            let isUniformLength = body.condition.map(uniform.contains) ?? true
            let kept = carried.filter { isUniformLength && uniform.contains(body.results[$0]) }
            if kept == carried { break }
            carried = kept
          }
          uniform.formUnion(carried.map { instruction.results[$0] })
        }
      }
    }
    walk(instructions)
    return uniform
  }
}
