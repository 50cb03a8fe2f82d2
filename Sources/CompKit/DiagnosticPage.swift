import CompSource

/// The page of each diagnostic: what it means, a program that triggers it, its mended form.
public enum DiagnosticPage {
  /// The page of a code; nil if there is no such code.
  public static func text(of code: String) -> String? {
    DiagnosticCode(rawValue: code).map { String(decoding: $0.page, as: UTF8.self) }
  }
}

extension DiagnosticCode {
  /// The file of the folder `Pages` that is named after the code.
  fileprivate var page: [UInt8] {
    switch self {
    case .unexpectedToken: PackageResources.C0101_md
    case .unterminatedString: PackageResources.C0102_md
    case .unterminatedComment: PackageResources.C0103_md
    case .invalidNumber: PackageResources.C0104_md
    case .invalidCharacter: PackageResources.C0105_md
    case .invalidEscape: PackageResources.C0106_md
    case .unclosedDelimiter: PackageResources.C0107_md
    case .chainedComparison: PackageResources.C0108_md
    case .missingExpression: PackageResources.C0109_md
    case .nestingTooDeep: PackageResources.C0111_md
    case .invalidAssignment: PackageResources.C0112_md
    case .commentForDivision: PackageResources.C0113_md
    case .unknownName: PackageResources.C0201_md
    case .duplicateName: PackageResources.C0202_md
    case .unknownMember: PackageResources.C0203_md
    case .unknownArgument: PackageResources.C0204_md
    case .missingArgument: PackageResources.C0205_md
    case .duplicateArgument: PackageResources.C0206_md
    case .tooManyArguments: PackageResources.C0207_md
    case .recursiveComponent: PackageResources.C0208_md
    case .cannotAssign: PackageResources.C0209_md
    case .unknownLabel: PackageResources.C0210_md
    case .importFailed: PackageResources.C0211_md
    case .misplacedReturn: PackageResources.C0212_md
    case .typeMismatch: PackageResources.C0301_md
    case .dimensionMismatch: PackageResources.C0302_md
    case .shapeMismatch: PackageResources.C0303_md
    case .shapeDependsOnDraw: PackageResources.C0304_md
    case .notCallable: PackageResources.C0305_md
    case .indexOutOfRange: PackageResources.C0306_md
    case .invalidOperand: PackageResources.C0307_md
    case .valueOutOfDomain: PackageResources.C0308_md
    case .notIndexable: PackageResources.C0309_md
    case .missingReturn: PackageResources.C0310_md
    case .unusedValue: PackageResources.C0311_md
    case .mixtureSpacesDiffer: PackageResources.C0401_md
    case .gradeTooWeak: PackageResources.C0402_md
    case .unknownVariable: PackageResources.C0403_md
    case .improperQuotient: PackageResources.C0404_md
    case .unsuppliedGiven: PackageResources.C0405_md
    case .misplacedWeight: PackageResources.C0406_md
    case .supportMismatch: PackageResources.C0407_md
    case .componentGivesNothing: PackageResources.C0408_md
    case .noClosedForm: PackageResources.C0409_md
    case .placementMismatch: PackageResources.C0410_md
    case .hardSupport: PackageResources.C0411_md
    case .invalidTemper: PackageResources.C0412_md
    case .unnormalizedMixture: PackageResources.C0413_md
    case .possiblyImproper: PackageResources.C0414_md
    case .variableFixedTwice: PackageResources.C0416_md
    case .notDifferentiable: PackageResources.C0417_md
    case .discreteSampler: PackageResources.C0418_md
    case .componentGivesTwice: PackageResources.C0419_md
    case .nothingLeft: PackageResources.C0420_md
    case .misplacedNoise: PackageResources.C0421_md
    case .impossibleCondition: PackageResources.C0422_md
    case .hostFunctionFailed: PackageResources.C0423_md
    case .tooManyStates: PackageResources.C0424_md
    case .noValidStart: PackageResources.C0501_md
    case .mostlyNaN: PackageResources.C0502_md
    case .assertionFailed: PackageResources.C0503_md
    case .invalidCount: PackageResources.C0504_md
    case .fileUnreadable: PackageResources.C0505_md
    case .fileMalformed: PackageResources.C0506_md
    case .fileUnwritable: PackageResources.C0507_md
    case .invalidInput: PackageResources.C0508_md
    case .rejectedEnergies: PackageResources.C0509_md
    case .limitExceeded: PackageResources.C0510_md
    case .interrupted: PackageResources.C0511_md
    case .misplacedEffect: PackageResources.C0512_md
    case .unsupportedFeature: PackageResources.C0513_md
    case .noCompiler: PackageResources.C0514_md
    case .compilationFailed: PackageResources.C0515_md
    case .memoryLimit: PackageResources.C0530_md
    case .instructionLimit: PackageResources.C0531_md
    case .timeLimit: PackageResources.C0532_md
    case .textLimit: PackageResources.C0533_md
    case .fileLimit: PackageResources.C0534_md
    case .drawLimit: PackageResources.C0535_md
    case .accessDenied: PackageResources.C0536_md
    case .missingValue: PackageResources.C0525_md
    case .overwritesSource: PackageResources.C0526_md
    }
  }
}
