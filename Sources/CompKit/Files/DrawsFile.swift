import CompFiles
import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompProgram

extension Draws {
  /// Draws that a program saved as CSV, NPZ, NPY or JSON. What the file beside them tells — chains,
  /// sampler, labels — is used where it is there.
  ///
  /// - Throws: `FileError`.
  public init(contentsOf path: String) throws {
    let bytes = try readWhole(path)
    var record: JSONValue?
    let beside = path + ".json"
    if FileManager.default.fileExists(atPath: beside) {
      let json = try JSONValue(parsing: readWhole(beside))
      if json["format"]?.string == RecordedRun.format { record = json }
    }
    let form = CSVTable.NumberForm(missing: MissingMarks(Self.writtenMissing))
    let table = try RawTable(bytes, path: path, form: form)
    let space = try record?["variables"]?.object.map { try $0.map(VariablePart.init(recorded:)) }
    let (columns, parts) = try Self.columns(table, space)
    let chains = try Self.chains(bytes, path, record, rows: columns.first?.count ?? 0)
    self.init(
      Samples(
        space: Space(parts), chains: chains, drawsPerChain: (columns.first?.count ?? 0) / chains,
        columns: columns, record, source: path))
  }

  /// How draws that are no numbers are written.
  private static let writtenMissing = ["nan", "NaN", "-nan"]

  /// The columns of the coordinates, in the order of the variables.
  private static func columns(_ table: RawTable, _ space: [VariablePart]?) throws -> (
    columns: [[Double]], parts: [VariablePart]
  ) {
    guard let space else {
      let data = try DataSet(table, as: nil, source: "")
      let parts = data.space.members.map(\.part)
      return (data.columns.flatMap { $0.elements(rows: data.rows) }, parts)
    }
    let columns = try space.map { part -> [[Double]] in
      let variable = Variable(
        name: part.name, shape: [part.elements.count], domain: part.variable.domain)
      guard let column = table.columns.first(where: { $0.name == part.name || !table.isNamed }),
        column.elementCount == part.elements.count
      else {
        throw FileError.unexpected("it does not hold '\(part.name)' as its record says")
      }
      return try DataSet.Column(unchecked: variable, RawElements(column)).elements(
        rows: column.rowCount)
    }
    return (columns.flatMap { $0 }, space)
  }

  /// How many chains there are: as the file beside tells, or `.chain` of a table, or the first axis
  /// of ArviZ's arrays; else one.
  private static func chains(
    _ bytes: [UInt8], _ path: String, _ record: JSONValue?, rows: Int
  ) throws -> Int {
    var chains = 1
    if let recorded = record?["chains"]?.integer {
      chains = recorded
    } else if path.hasSuffix(".csv"), case let table = try CSVTable(bytes),
      let column = table.header?.firstIndex(of: ".chain")
    {
      var seen: Set<Double> = []
      for row in 0..<table.rowCount {
        seen.insert(table.number(row: row, column: column) ?? 0)
      }
      chains = seen.count
    } else if path.hasSuffix(".json"),
      case .object(let draws)? = try JSONValue(parsing: bytes)["posterior"]
    {
      chains = draws.first?.value.array?.count ?? 1
    }
    guard chains >= 1, rows % chains == 0 else {
      throw FileError.unexpected("\(rows) rows cannot be \(chains) chains of one length")
    }
    return chains
  }
}

extension DataSet.Column {
  /// For each element its values, row after row.
  fileprivate func elements(rows: Int) -> [[Double]] {
    let width = shape.count
    return (0..<width).map { element in (0..<rows).map { values[$0 * width + element] } }
  }
}

extension VariablePart {
  /// - Parameter recorded: what the file beside draws tells of a variable.
  fileprivate init(recorded member: JSONValue.Member) throws {
    let damaged = FileError.malformed("its record does not describe '\(member.name)'")
    let sizes = member.value["shape"]?.array?.compactMap(\.integer) ?? []
    guard sizes.count == member.value["shape"]?.array?.count, sizes.allSatisfy({ $0 > 0 }),
      sizes.reduce(1.0, { $0 * Double($1) }) < 1e8
    else { throw damaged }
    let domain: Domain
    if let names = member.value["labels"]?.array?.compactMap(\.string) {
      domain = .labels(names)
    } else if let bounds = member.value["range"]?.array?.compactMap(\.integer), bounds.count == 2 {
      domain = .range(bounds[0], bounds[1])
    } else {
      domain = member.value["natural"] == nil ? .real : .natural
    }
    let variable = Variable(name: member.name, shape: Shape(sizes), domain: domain)
    let free = member.value["free"]?.array?.compactMap(\.integer) ?? Array(0..<variable.shape.count)
    guard free.allSatisfy((0..<variable.shape.count).contains), !free.isEmpty,
      zip(free, free.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw damaged }
    self = variable.whole
    elements = free
    shape = [free.count]
  }
}

extension Samples {
  /// Draws with what the file beside them tells of their making.
  fileprivate init(
    space: Space, chains: Int, drawsPerChain: Int, columns: [[Double]], _ record: JSONValue?,
    source: String
  ) {
    self.init(
      space: space, chains: chains, drawsPerChain: drawsPerChain, columns: columns,
      sampler: record?["sampler"]?.string ?? "an unknown sampler",
      isExact: record?["exact"] == .boolean(true), acceptance: record?["acceptance"]?.number,
      divergences: record?["divergences"]?.integer ?? 0,
      rejections: (record?["rejections"]?.array ?? []).map { rejection in
        FactorRejection(
          component: rejection["component"]?.string ?? "", place: rejection["place"]?.string ?? "",
          infinite: rejection["infinite"]?.integer ?? 0,
          notANumber: rejection["nan"]?.integer ?? 0)
      },
      tuned: (record?["tuned"]?.object ?? []).compactMap { member in
        member.value.number.map { (member.name, $0) }
      }, seed: record?["seed"]?.seed ?? 0, plan: record?["plan"]?.string ?? "")
    isPartial = record?["interrupted"] == .boolean(true)
    scales = record?["scales"]?.array?.compactMap(\.number)
    warmup = record?["warmup"]?.integer ?? 0
    place = record?["place"]?.string ?? source
  }
}
