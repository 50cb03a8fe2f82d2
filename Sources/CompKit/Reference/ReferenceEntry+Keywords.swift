extension ReferenceEntry {
  /// Keywords, and words that have a meaning in some places alone.
  static let keywords: [ReferenceEntry] = [
    .init(
      "let", "let name = value",
      "names a value that does not change; 'let name: T = value' checks its type"),
    .init(
      "var", "var name = value",
      "names a value that may be given anew, 'name = …', with its type kept"),
    .init(
      "func", "func f(x: R[n], k: Real = 1) -> Real = sum(x) * k",
      "declares a function, with an expression or a block that returns; without a name it is a value: func(x) = 2 * x"
    ),
    .init(
      "component", "component name(parameter: Real = 1) over x: R[2] { energy = … }",
      "declares a density: with a body, or as a composition, component arc = ring() * right_half"),
    .init(
      "over", "component c over (a: R[n], b: R[n]) { … }", "before the variables of a component"),
    .init(
      "given", "component c over y: R[n] given theta: Real { … }",
      "before the variables that a component is conditional on; in a placement those that take their place: reading(1) on y1 given mu"
    ),
    .init(
      "on", "p on z, p on (a, path[t]), p on {x: a}",
      "placement: the same density of other variables or parts, in their order or by name"),
    .init(
      "variable", "variable x: R[2], variable color: {red, green}",
      "declares a random variable and its values, for components to be placed on"),
    .init(
      "input", "input draws: Int = 10_000",
      "declares a value that is given from outside: comp run --set draws=50, or from Swift"),
    .init(
      "import", "import \"shapes.comp\"",
      "the names of another file, as shapes.name; 'as s' gives it another name"),
    .init("as", "import \"shapes.comp\" as s", "before the name that an imported file goes by"),
    .init(
      "if", "if a { … } else { … }",
      "a choice, as a statement or as a value: let y = if x > 0 { x } else { 0 }"),
    .init(
      "else", "if a { … } else if b { … } else { … }",
      "what is done, or the value, where no condition before it holds"),
    .init(
      "for", "for i in 0..<n { … }, [x ^ 2 for x in xs if x > 0]",
      "a loop over a range, a list or the rows of a tensor; in brackets a list or tensor of what it gives"
    ),
    .init("in", "for x in xs { … }", "before what a loop walks over"),
    .init(
      "repeat", "repeat n { … }",
      "a loop of n passes; 'repeat n while condition { … }' ends earlier"),
    .init(
      "while", "repeat n while condition { … }",
      "before the condition under which a 'repeat' goes on"),
    .init("return", "return value", "ends a function with its value"),
    .init("true", "true", "the truth value"),
    .init("false", "false", "the truth value"),
    .init(
      "sampler", "sampler walk(step: Positive) for p: Energy { state x = start(p) … }",
      "declares a sampler: what it needs of p, its states, and its transition"),
    .init(
      "state", "state x = start(p)", "in a sampler: a value that goes from transition to transition"
    ),
    .init(
      "transition", "transition { … }",
      "in a sampler: from the states to new ones, by assigning to them"),
    .init("energy", "energy = …", "in a component's body: minus the log density, up to a constant"),
    .init("log_density", "log_density = …", "in a component's body: the normalised log density"),
    .init(
      "score", "score = …",
      "in a component's body: the gradient of the log density, where nothing else is known"),
    .init("support", "support = x > 0", "in a component's body: where the density is not zero"),
    .init(
      "draw", "draw = …",
      "in a component's body: an exact draw, made of noise(like: x) and uniform_noise(like: x)"),
    .init("mean", "mean = …", "in a component's body: the mean of its variable"),
    .init("variance", "variance = …", "in a component's body: the variance of its variable"),
    .init("_", "_ + 1", "at the prompt: the last value"),
  ]
}
