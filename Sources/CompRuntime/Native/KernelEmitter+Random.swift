import CompIR

extension KernelEmitter {
  /// Standard normals, or numbers in (0, 1), from the site's first number on.
  func draw(_ site: Int, _ result: IRValue, isNormal: Bool) {
    let count = elementCount(result)
    if count <= registerLimit {
      storage[result] = .registers(
        (0..<count).map { number(site + $0, isNormal: isNormal) })
      return
    }
    // Block after block of words; sites of many numbers begin with a block of their own.
    let perBlock = target.precision.numbersPerBlock
    let home = allocate((count + perBlock - 1) / perBlock * perBlock)
    loop((count + perBlock - 1) / perBlock) { index in
      let block = a.add(index, .fixed(site / perBlock))
      let words = words(block: block)
      let numbers = numbers(of: words, isNormal: isNormal)
      for (place, number) in numbers.enumerated() {
        storeScratch(
          number, home, a.add(a.times(index, perBlock), .fixed(place)))
      }
    }
    storage[result] = .memory(home)
  }

  /// One number, by its place among the numbers of a step.
  private func number(_ place: Int, isNormal: Bool) -> String {
    let perBlock = target.precision.numbersPerBlock
    let shift = layout.numbersPerStep * random.phase
    let (block, within) =
      layout.stepsPerBlock(target.precision) > 1
      ? (0, shift + place) : (place / perBlock, place % perBlock)
    let words = words(block: .fixed(block))
    let wordsPerNumber = target.precision.wordsPerNumber
    if !isNormal {
      return a.apply(
        uniform: (0..<wordsPerNumber).map { words[within * wordsPerNumber + $0] })
    }
    let pair = within / 2
    let key = "\(random.iteration) \(block) \(pair)"
    let first = pair * 2 * wordsPerNumber
    let values =
      random.pairs[key]
      ?? a.normalPair(Array(words[first..<(first + 2 * wordsPerNumber)]))
    random.pairs[key] = values
    return within % 2 == 0 ? values.0 : values.1
  }

  private func numbers(of words: [String], isNormal: Bool) -> [String] {
    let size = target.precision.wordsPerNumber
    if !isNormal {
      return stride(from: 0, to: 4, by: size).map {
        a.apply(uniform: Array(words[$0..<($0 + size)]))
      }
    }
    return stride(from: 0, to: 4, by: 2 * size).flatMap { start -> [String] in
      let pair = a.normalPair(Array(words[start..<(start + 2 * size)]))
      return [pair.0, pair.1]
    }
  }

  /// The four words of a block, for the present step and iteration (`RandomKey.words`).
  func words(block: Index) -> [String] {
    let key = "\(random.iteration) \(a.value(block))"
    if case .fixed = block, let known = random.words[key] { return known }
    let words = target.words
    let low = a.emit("trunc i64 \(random.iteration) to i32")
    let iteration = a.emit("and i32 \(low), \(0xFF_FFFF)")
    let third = a.emit("or i32 \(random.highChain), \(iteration)")
    var last =
      switch block {
      case .fixed(let number): "\(number)"
      case .dynamic(let name): a.emit("trunc i64 \(name) to i32")
      }
    if layout.hasLongIterations {
      let carry = a.emit("lshr i64 \(random.iteration), \(RandomLayout.iterationBits)")
      let narrow = a.emit("trunc i64 \(carry) to i32")
      last = a.emit("or i32 \(last), \(a.emit("shl i32 \(narrow), \(layout.blockBits)"))")
    }
    let counter = [
      random.chains, a.spread(random.stepBlock, "i32", words), a.spread(third, "i32", words),
      a.spread(last, "i32", words),
    ]
    a.need(.philox)
    let type = "{ \(words), \(words), \(words), \(words) }"
    let list = counter.map { "\(words) \($0)" }.joined(separator: ", ")
    let all = a.emit(
      "call \(type) @\(VectorFunction.philox.symbol)(\(list), i32 %seed_low, i32 %seed_high)")
    let made = (0..<4).map { a.emit("extractvalue \(type) \(all), \($0)") }
    if case .fixed = block { random.words[key] = made }
    return made
  }
}

extension FunctionAssembly {
  fileprivate func apply(uniform words: [String]) -> String {
    need(.uniform)
    let list = words.map { "\(target.words) \($0)" }.joined(separator: ", ")
    return emit("call \(target.vector) @\(VectorFunction.uniform.symbol)(\(list))")
  }

  fileprivate func normalPair(_ words: [String]) -> (String, String) {
    need(.normalPair)
    let list = words.map { "\(target.words) \($0)" }.joined(separator: ", ")
    let type = "{ \(target.vector), \(target.vector) }"
    let pair = emit("call \(type) @\(VectorFunction.normalPair.symbol)(\(list))")
    return (emit("extractvalue \(type) \(pair), 0"), emit("extractvalue \(type) \(pair), 1"))
  }
}
