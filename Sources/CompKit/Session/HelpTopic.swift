/// A subject of `:help`: a file of the folder `Help` each, whose first line says what it is about.
public enum HelpTopic: String, CaseIterable, Sendable {
  case start, components, composition, variables, conditioning, distributions, samplers, draws,
    plotting, files, seeds, keys

  /// What it is about, in a few words.
  public var title: String {
    String((page.split(separator: "\n").first ?? "").drop { $0 == "#" || $0 == " " })
  }

  /// What help shows below the title, as Markdown.
  public var text: String {
    guard let end = page.firstIndex(of: "\n") else { return "" }
    var text = page[end...].drop(while: \.isNewline)
    while text.last?.isNewline == true { text = text.dropLast() }
    return String(text)
  }

  /// Other words by which people look for it.
  public var otherWords: [String] {
    switch self {
    case .start: ["begin", "tutorial", "intro", "introduction", "basics", "example"]
    case .components:
      ["density", "densities", "grades", "grade", "model", "models", "declarations"]
    case .composition:
      ["algebra", "operators", "operator", "compose", "products", "mixtures", "quotients"]
    case .variables: ["types", "supports", "values", "placement", "spaces", "labels"]
    case .conditioning: ["condition", "posterior", "observe", "observations", "bayes"]
    case .distributions: ["distribution", "priors", "library"]
    case .samplers: ["sampling", "mcmc", "warmup", "chains", "inference"]
    case .draws: ["samples", "statistics", "diagnostics", "results"]
    case .plotting: ["plots", "pictures", "figures", "picture", "svg", "png"]
    case .files: ["csv", "npz", "json", "reading", "writing", "paths"]
    case .seeds: ["random", "reproducible", "reproducibility", "rng"]
    case .keys:
      ["keyboard", "editing", "history", "completion", "shortcuts", "readline", "inputrc"]
    }
  }

  /// The topic that a word stands for.
  public init?(named word: String) {
    guard
      let topic = HelpTopic.allCases.first(where: {
        $0.rawValue == word || $0.otherWords.contains(word)
      })
    else { return nil }
    self = topic
  }

  private var page: String { String(decoding: bytes, as: UTF8.self) }

  private var bytes: [UInt8] {
    switch self {
    case .start: PackageResources.start_md
    case .components: PackageResources.components_md
    case .composition: PackageResources.composition_md
    case .variables: PackageResources.variables_md
    case .conditioning: PackageResources.conditioning_md
    case .distributions: PackageResources.distributions_md
    case .samplers: PackageResources.samplers_md
    case .draws: PackageResources.draws_md
    case .plotting: PackageResources.plotting_md
    case .files: PackageResources.files_md
    case .seeds: PackageResources.seeds_md
    case .keys: PackageResources.keys_md
    }
  }
}
