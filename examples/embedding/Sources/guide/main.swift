import CompKit

// The pieces of docs/embedding.md, run.
try showLine()
print(explain("let p = gausian(0, 1)"))
print(explain("assert(1 > 2, \"no\")"))
if let warmest = try weather() { print("warmest:", warmest) }
let program = Comp.compile(
  """
  let draws = sample(gaussian(mean: [0, 0]), count: 400, using: mala(steps: 20), chains: 4)
  print(summary(draws))
  """)
if let draws = try await watch(program) { print(draws.count, "draws in", draws.chains, "chains") }

do {
  _ = try analyze("save([1, 2], to: \"../outside.csv\")", data: ".", results: ".")
} catch let diagnostic as Diagnostic { print(diagnostic.code.rawValue) }

converse()

let endless = Comp.compile(
  "let draws = sample(gaussian(0, 1), count: 1_000_000, using: mala(step_size: 0.1, steps: 1_000_000))"
)
let task = Task { try await watch(endless) }
try await Task.sleep(for: .milliseconds(300))
task.cancel()
_ = try? await task.value
print("stopped")
