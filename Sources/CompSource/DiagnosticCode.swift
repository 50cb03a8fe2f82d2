/// Every diagnostic there is, by its stable code. A code, once published, keeps its meaning.
///
/// The wording stands in the phase that reports it; the page that `comp explain` prints stands in
/// `CompKit`'s `Pages/CODE.md`, with a program that triggers it and its mended form. A test walks
/// the cases and fails for one without a page.
public enum DiagnosticCode: String, CaseIterable, Sendable {
  // Syntax: 01xx
  case unexpectedToken = "C0101"
  case unterminatedString = "C0102"
  case unterminatedComment = "C0103"
  case invalidNumber = "C0104"
  case invalidCharacter = "C0105"
  case invalidEscape = "C0106"
  case unclosedDelimiter = "C0107"
  case chainedComparison = "C0108"
  case missingExpression = "C0109"
  case nestingTooDeep = "C0111"
  case invalidAssignment = "C0112"
  case commentForDivision = "C0113"

  // Names: 02xx
  case unknownName = "C0201"
  case duplicateName = "C0202"
  case unknownMember = "C0203"
  case unknownArgument = "C0204"
  case missingArgument = "C0205"
  case duplicateArgument = "C0206"
  case tooManyArguments = "C0207"
  case recursiveComponent = "C0208"
  case cannotAssign = "C0209"
  case unknownLabel = "C0210"
  case importFailed = "C0211"
  case misplacedReturn = "C0212"

  // Types and shapes: 03xx
  case typeMismatch = "C0301"
  case dimensionMismatch = "C0302"
  case shapeMismatch = "C0303"
  case shapeDependsOnDraw = "C0304"
  case notCallable = "C0305"
  case indexOutOfRange = "C0306"
  case invalidOperand = "C0307"
  case valueOutOfDomain = "C0308"
  case notIndexable = "C0309"
  case missingReturn = "C0310"
  case unusedValue = "C0311"

  // Densities: 04xx
  case mixtureSpacesDiffer = "C0401"
  case gradeTooWeak = "C0402"
  case unknownVariable = "C0403"
  case improperQuotient = "C0404"
  case unsuppliedGiven = "C0405"
  case misplacedWeight = "C0406"
  case supportMismatch = "C0407"
  case componentGivesNothing = "C0408"
  case noClosedForm = "C0409"
  case placementMismatch = "C0410"
  case hardSupport = "C0411"
  case invalidTemper = "C0412"
  case unnormalizedMixture = "C0413"
  case possiblyImproper = "C0414"
  case variableFixedTwice = "C0416"
  case notDifferentiable = "C0417"
  case discreteSampler = "C0418"
  case componentGivesTwice = "C0419"
  case nothingLeft = "C0420"

  // Running: 05xx
  case noValidStart = "C0501"
  case mostlyNaN = "C0502"
  case assertionFailed = "C0503"
  case invalidCount = "C0504"
  case fileUnreadable = "C0505"
  case fileMalformed = "C0506"
  case fileUnwritable = "C0507"
  case invalidInput = "C0508"
  case rejectedEnergies = "C0509"
  case limitExceeded = "C0510"
  case interrupted = "C0511"
  case misplacedEffect = "C0512"
  case unsupportedFeature = "C0513"
  case noCompiler = "C0514"
  case compilationFailed = "C0515"

  // Limits of a host: 053x
  case memoryLimit = "C0530"
  case instructionLimit = "C0531"
  case timeLimit = "C0532"
  case textLimit = "C0533"
  case fileLimit = "C0534"
  case drawLimit = "C0535"
  case accessDenied = "C0536"
}
