import CompLanguage
import CompSource
import CompSyntax

extension Session {
  /// A program that does what the session did: its entries in their order, with the seeds that its calls
  /// of `sample` took. A name that was defined again is numbered where it stood for something else;
  /// `_` is numbered too. Values of statements are printed, as the session showed them.
  ///
  /// What no program can say stays as it was entered, so that checking the script tells of it: a variable
  /// that was declared again as another one.
  /// Calls of `sample` that were reached several times, in loops and functions, go without seeds: see
  /// `drawsAnew`.
  public var script: String {
    var script = SessionScript(entries)
    return script.text()
  }
}

extension Session {
  /// Whether the script has calls of `sample` that were reached several times: their draws will be others.
  public var drawsAnew: Bool {
    entries.contains { entry in
      Dictionary(grouping: entry.seeds, by: \.span).contains {
        $1.count > 1 || $0.source !== entry.tree.source
      }
    }
  }

  /// Whether the sampling of an entry was stopped by an interrupt: in the script, which says so, it runs to
  /// its end.
  public var wasStopped: Bool { entries.contains(where: \.wasStopped) }

  /// The precisions in which the script's chains ran: to give the same draws it is run in that one. A
  /// program runs in one alone, and so gives other draws where there are several.
  public var scriptPrecisions: [Precision] {
    let used = Set(entries.compactMap(\.precision))
    return Precision.allCases.filter(used.contains)
  }

  /// All that was entered and went well, as it was entered.
  public var text: String { entries.map(\.text).joined(separator: "\n") }
}

/// Entries as one program.
private struct SessionScript {
  private let entries: [SessionEntry]
  private let mentions: Set<String>
  /// For each name the definition that keeps it: a variable, an input or a file, else the last.
  private var kept: [String: Int] = [:]
  /// What names stand for behind the statements written so far.
  private var definitions = Definitions()
  /// The variables that are declared so far.
  private var variables: Set<String> = []
  /// How many statements have values that `_` stands for somewhere behind.
  private var lastValues = 0

  init(_ entries: [SessionEntry]) {
    self.entries = entries
    mentions = entries.reduce(into: []) { $0.formUnion($1.mentions) }
    var all = Definitions()
    for statement in entries.flatMap(\.tree.statements) { all.define(statement) }
    kept = all.counts.merging(all.fixed) { $1 }
  }

  /// The definitions of each name, numbered from one.
  private struct Definitions {
    private(set) var counts: [String: Int] = [:]
    /// Those whose names cannot be others; declared again, they are the same.
    private(set) var fixed: [String: Int] = [:]
    /// The one that a name stands for; none where it is not of these entries.
    private(set) var current: [String: Int] = [:]

    mutating func define(_ statement: Statement) {
      guard let name = statement.definedName?.name else { return }
      if statement.hasFixedName, let number = fixed[name] {
        current[name] = number
        return
      }
      let number = counts[name, default: 0] + 1
      counts[name] = number
      current[name] = number
      if statement.hasFixedName { fixed[name] = number }
    }
  }

  private typealias Edit = (range: Range<Int>, text: String)

  mutating func text() -> String {
    var lines: [String] = []
    for (index, entry) in entries.enumerated() {
      var edits = seeds(entry)
      for statement in entry.tree.statements { edits += renames(statement) }
      edits += display(of: entry, isUsed: isLastValueUsed(after: index))
      let line = applied(edits, to: entry.tree.source)
      guard !line.isEmpty else { continue }
      if entry.wasStopped {
        lines.append("// Stopped when it was entered; here it runs to its end.")
      }
      lines.append(line)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Names

  /// Each use of a name stands for the definition before it; a function may also mean itself.
  private mutating func renames(_ statement: Statement) -> [Edit] {
    var uses: [(name: String, range: Range<Int>)] = []
    var walk = NameWalk(isComplete: true) { uses.append(($0, $1.range)) }
    walk.visit(statement)
    let before = definitions.current
    definitions.define(statement)
    let own = statement.definedName
    if let own { uses.append((own.name, own.span.range)) }
    var edits = uses.compactMap { use -> Edit? in
      let isDefinition = use.range == own?.span.range
      let meant = isDefinition || statement.meansItself ? definitions.current : before
      let renamed = use.name == Session.lastValueName ? lastName : name(use.name, meant[use.name])
      return renamed == use.name ? nil : (use.range, renamed)
    }
    // A variable that was declared again just as before is declared once.
    if case .declaration(let declaration) = statement.kind, case .variable = declaration.kind,
      !variables.insert(statement.span.text).inserted
    {
      edits = [(statement.span.range, "")]
    }
    return edits
  }

  /// What a name is called while it stands for a definition that does not keep it.
  private func name(_ name: String, _ number: Int?) -> String {
    guard let number, number != kept[name] else { return name }
    var numbered = "\(name)_\(number)"
    while mentions.contains(numbered) { numbered += "_" }
    return numbered
  }

  // MARK: Values

  /// The name of what `_` stands for here.
  private var lastName: String {
    lastValues > 0 ? name(of: lastValues) : Session.lastValueName
  }

  private func name(of lastValue: Int) -> String {
    var name = "last_\(lastValue)"
    while mentions.contains(name) { name += "_" }
    return name
  }

  private func isLastValueUsed(after index: Int) -> Bool {
    for entry in entries[(index + 1)...] {
      if entry.mentions.contains(Session.lastValueName) { return true }
      if entry.showsValue { return false }
    }
    return false
  }

  /// What makes a script show what the session showed.
  private mutating func display(of entry: SessionEntry, isUsed: Bool) -> [Edit] {
    guard entry.showsValue, let shown = entry.tree.statements.last?.span.range else { return [] }
    let (start, end) = (shown.lowerBound, shown.upperBound)
    guard isUsed else { return [(start..<start, "print("), (end..<end, ")")] }
    lastValues += 1
    return [(start..<start, "let \(lastName) = "), (end..<end, "\nprint(\(lastName))")]
  }

  // MARK: Text

  /// Seeds for the calls that took one each; a call that was reached several times goes without.
  private func seeds(_ entry: SessionEntry) -> [Edit] {
    Dictionary(grouping: entry.seeds, by: \.span).compactMap { span, given in
      guard given.count == 1, span.source === entry.tree.source else { return nil }
      let end = span.range.upperBound - 1
      return (end..<end, ", seed: \(given[0].seed)")
    }
  }

  private func applied(_ edits: [Edit], to source: SourceFile) -> String {
    var text = ""
    var place = 0
    for edit in edits.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      text += source.text(in: place..<edit.range.lowerBound) + edit.text
      place = edit.range.upperBound
    }
    text += source.text(in: place..<source.bytes.count)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension Statement {
  /// Whether the name that it defines can be no other: variables are the names of what is drawn, inputs
  /// are given by theirs, and files have them.
  fileprivate var hasFixedName: Bool {
    guard case .declaration(let declaration) = kind else { return false }
    switch declaration.kind {
    case .function, .component, .sampler: return false
    case .input, .variable, .import: return true
    }
  }

  /// Whether its own name, where it mentions it, is what it defines.
  fileprivate var meansItself: Bool {
    guard case .declaration(let declaration) = kind else { return false }
    switch declaration.kind {
    case .function, .sampler: return true
    case .component, .input, .variable, .import: return false
    }
  }
}
