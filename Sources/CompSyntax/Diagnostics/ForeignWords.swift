/// A word with which statements of other languages begin, and what stands for it here.
struct ForeignWord: Sendable {
  let label: String
  var help: String?
  /// What may be put in its place as it is.
  var replacement: String?
  /// Whether a block may follow it directly.
  var precedesBlock = false
  /// Whether it is a type of Stan, behind which constraints may stand.
  var isType = false

  static let beginning: [String: ForeignWord] = {
    var words: [String: ForeignWord] = [:]
    for word in ["def", "fn", "function", "fun", "sub", "proc"] {
      words[word] = ForeignWord(
        label: "functions are declared with 'func'",
        help: "write 'func f(x) = …' or 'func f(x) { … }'", replacement: "func")
    }
    for word in ["const", "val", "auto", "final", "static", "local", "set"] {
      words[word] = ForeignWord(
        label: "names are declared with 'let', or with 'var' where they change",
        replacement: "let")
    }
    words["mut"] = ForeignWord(
      label: "names that change are declared with 'var'", replacement: "var")
    for word in [
      "int", "real", "float", "double", "bool", "string", "vector", "row_vector", "matrix",
      "array", "simplex", "ordered", "positive_ordered", "cov_matrix", "corr_matrix", "unit_vector",
    ] {
      words[word] = ForeignWord(
        label: "the type stands behind the name",
        help:
          "a random variable is 'variable x: Positive', what is given to a program "
          + "'input x: R[8]', any other name 'let x = …'", isType: true)
    }
    for word in ["model", "parameters", "transformed", "generated"] {
      words[word] = ForeignWord(
        label: "a program has no sections",
        help:
          "declare each random variable with 'variable x: Real', and multiply densities: "
          + "component p = gaussian(0, 1) on x * …", precedesBlock: true)
    }
    words["data"] = ForeignWord(
      label: "a program has no sections",
      help: "what is given to a program is declared with 'input y: R[8]'", precedesBlock: true)
    for word in ["class", "struct", "enum", "interface", "type", "object", "trait", "impl"] {
      words[word] = ForeignWord(
        label: "types are not declared",
        help: "values with named parts are records, {a: 1, b: 2}; labels are a type, {red, green}")
    }
    for word in ["switch", "match", "case", "when"] {
      words[word] = ForeignWord(
        label: "a choice is an 'if'", help: "write 'if a { … } else if b { … } else { … }'")
    }
    for word in ["try", "catch", "finally", "do", "begin", "loop", "with", "unless"] {
      words[word] = ForeignWord(
        label: "blocks begin with 'if', 'for' or 'repeat'", precedesBlock: true)
    }
    for word in ["elif", "elsif", "elseif"] {
      words[word] = ForeignWord(label: "write 'else if'", replacement: "else if")
    }
    for word in ["from", "include", "using", "use", "require", "library"] {
      words[word] = ForeignWord(
        label: "files are imported with 'import \"file.comp\"'",
        help: "the standard library is there without an import")
    }
    words["export"] = ForeignWord(
      label: "all names of a file can be imported", help: "leave it out")
    words["public"] = words["export"]
    words["private"] = words["export"]
    words["async"] = words["export"]
    return words
  }()

  /// What stands behind the types of Stan.
  static let constraints: Set<String> = ["lower", "upper", "offset", "multiplier"]
}
