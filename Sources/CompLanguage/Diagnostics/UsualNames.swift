import CompModel

/// What things are called in other languages: Python with NumPy, PyTorch and NumPyro, Stan, R, Swift.
enum UsualNames {
  /// What stands for a name here.
  enum Meaning {
    /// Another name of the standard library, or a word of the language.
    case name(String)
    /// A way of writing it.
    case advice(String)

    /// The name, where it is one.
    var name: String? {
      if case .name(let name) = self { name } else { nil }
    }
  }

  /// What stands for a name that is not known; nil where nothing does.
  static func meaning(of name: String) -> Meaning? {
    if let known = names[name] ?? names[name.lowercased()] { return .name(known) }
    if let text = advice[name] ?? advice[name.lowercased()] { return .advice(text) }
    return nil
  }

  /// Which of a callee's arguments is meant by a label of another language.
  static func argument(_ label: String, among names: [String]) -> String? {
    let wanted = label.lowercased()
    for family in argumentFamilies where family.contains(wanted) {
      if let found = names.first(where: { family.contains($0) }) { return found }
    }
    return nil
  }

  /// What to write for a label whose quantity a callee takes in another form.
  static func argumentAdvice(_ label: String, among names: [String]) -> String? {
    switch label.lowercased() {
    case "scale" where names.contains("rate"), "theta" where names.contains("rate"):
      "a rate is one over a scale: rate: 1 / scale"
    case "var" where names.contains("std"), "variance" where names.contains("std"):
      "a standard deviation is the root of a variance: std: sqrt(variance)"
    case "logits" where names.contains("p"):
      "a probability is the sigmoid of a logit: p: sigmoid(a)"
    default: nil
    }
  }

  /// The type that is meant by a type's name of another language.
  static func type(_ name: String) -> String? { types[name.lowercased()] }

  private static let names: [String: String] = [
    // Values
    "true": "true", "false": "false", "inf": "infinity", "nan": "nan",
    // Distributions
    "normal": "gaussian", "norm": "gaussian", "gauss": "gaussian",
    "multivariate_normal": "gaussian",
    "multivariatenormal": "gaussian", "mvn": "gaussian", "multi_normal": "gaussian",
    "unif": "uniform", "studentt": "student_t", "student": "student_t",
    "double_exponential": "laplace", "halfnormal": "half_normal", "halfcauchy": "half_cauchy",
    "log_normal": "lognormal", "inversegamma": "inverse_gamma", "inv_gamma": "inverse_gamma",
    "invgamma": "inverse_gamma", "vonmises": "von_mises", "negativebinomial": "negative_binomial",
    "neg_binomial": "negative_binomial", "neg_binomial_2": "negative_binomial",
    "multinomial": "categorical", "categorical_logits": "categorical", "expon": "exponential",
    "bernoulli_logits": "bernoulli", "gmm": "gaussian_mixture",
    "mixture_of_gaussians":
      "gaussian_mixture", "normal_lpdf": "gaussian_log_density",
    // Mathematics
    "len": "length", "size": "count", "numel": "count", "nelements": "count", "absolute": "abs",
    "fabs": "abs", "ln": "log", "logarithm": "log", "square_root": "sqrt", "lgam": "lgamma",
    "gammaln": "lgamma", "loggamma": "lgamma", "psi": "digamma", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "expit": "sigmoid",
    "inv_logit": "sigmoid", "logsigmoid": "log_sigmoid", "log_inv_logit": "log_sigmoid",
    "logsumexp": "log_sum_exp", "logaddexp": "log_sum_exp", "log1p_exp": "softplus",
    "avg": "mean", "average": "mean", "stdev": "std", "sd": "std", "stddev": "std",
    "var": "variance", "cov": "covariance", "corr": "correlation", "corrcoef": "correlation",
    "minimum": "min", "maximum": "max", "fmin": "min", "fmax": "max", "clip": "clamp",
    "amin": "min", "amax": "max", "percentile": "quantile", "cumsum": "cumulative_sum",
    "cumulative": "cumulative_sum", "diff": "differences", "sorted": "sort", "order": "argsort",
    "which_max": "argmax", "which_min": "argmin", "which.max": "argmax", "flip": "reverse",
    "rev": "reverse", "reversed": "reverse", "cat": "concatenate", "concat": "concatenate",
    "hstack": "concatenate", "vstack": "stack", "ravel": "flatten",
    "view": "reshape", "matrix_transpose": "transpose", "inner": "dot", "dot_product": "dot",
    "eye": "identity", "diag": "diagonal", "diag_matrix": "diagonal", "inv": "inverse",
    "det": "determinant", "logdet": "log_determinant", "log_det": "log_determinant",
    "slogdet": "log_determinant", "chol": "cholesky", "cholesky_decompose": "cholesky",
    "eigh": "eigenvalues", "eig": "eigenvalues", "eigvalsh": "eigenvalues",
    "eigvals":
      "eigenvalues", "isnan": "is_nan", "isfinite": "is_finite",
    "betaln": "log_beta", "lbeta": "log_beta", "seq": "linspace",
    // Running
    "hamiltonian": "hmc", "langevin": "mala", "sgld": "ula", "logpdf": "log_density",
    "log_prob": "log_density", "log_pdf": "log_density", "lpdf": "log_density",
    "logp":
      "log_density", "draw_samples": "sample", "samples": "sample", "simulate": "sample",
    "println": "print", "puts": "print", "echo": "print", "describe": "summary", "show": "print",
    "grad": "score", "gradient": "score", "read_csv": "data", "load_csv": "data",
    "savetxt":
      "save", "to_csv": "save", "gibbs_sampler": "gibbs",
  ]

  private static let advice: [String: String] = [
    "append": "values do not change: let more = concatenate([xs, [x]])",
    "push": "values do not change: let more = concatenate([xs, [x]])",
    "None": "there is no empty value; leave the argument out",
    "nil": "there is no empty value; leave the argument out",
    "null": "there is no empty value; leave the argument out",
    "range": "a range of whole numbers is written 0..<n",
    "arange": "a range of whole numbers is written 0..<n; as numbers: [i for i in 0..<n]",
    "where": "write if c { a } else { b }, which chooses element by element",
    "select": "write if c { a } else { b }, which chooses element by element",
    "ifelse": "write if c { a } else { b }, which chooses element by element",
    "pow": "powers are written x ^ 2", "power": "powers are written x ^ 2",
    "square": "squares are written x ^ 2", "pow2": "squares are written x ^ 2",
    "matmul": "matrix products are written a @ b", "mm": "matrix products are written a @ b",
    "int": "whole numbers are made by floor(x) or round(x)",
    "float": "every number is a Real where one is wanted",
    "str": "a value is put into a string by \"\\(value)\"",
    "tgamma": "write exp(lgamma(x))", "factorial": "write exp(lgamma(n + 1))",
    "choose": "write exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1))",
    "comb": "write exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1))",
    "expectation": "write mean([f(x) for x in draws.x])",
    "expect": "write mean([f(x) for x in draws.x])",
    "rhat": "the summary tells it: summary(draws).r_hat",
    "r_hat": "the summary tells it: summary(draws).r_hat",
    "ess": "the summary tells it: summary(draws).ess_bulk, .ess_tail",
    "ess_bulk": "the summary tells it: summary(draws).ess_bulk",
    "ess_tail": "the summary tells it: summary(draws).ess_tail",
    "n_eff": "the summary tells it: summary(draws).ess_bulk, .ess_tail",
    "mcse": "the summary tells it: summary(draws).mcse",
    "hypot": "write norm([a, b])", "map": "write [f(x) for x in xs]",
    "filter": "write [x for x in xs if c]", "lambda": "functions are written func(x) = …",
    "full": "write value * ones(n)", "fill": "write value * ones(n)",
    "array": "tensors are written [1, 2, 3]", "tensor": "tensors are written [1, 2, 3]",
    "list": "lists are written [a, b, c]", "vector": "tensors are written [1, 2, 3]",
    "rand": "draw from a density: sample(uniform(), count: 1)",
    "randn": "draw from a density: sample(gaussian(), count: 1)",
    "random": "draw from a density: sample(uniform(), count: 1)",
    "zip": "walk over positions: for i in 0..<length(a)",
    "enumerate": "walk over positions: for i in 0..<length(a)",
    "target": "multiply densities: prior * likelihood",
    "observe": "condition on data: p | {y: 2.5}", "given": "condition on data: p | {y: 2.5}",
    "truncate": "cut a density by a component with a 'support'",
    "np": "the functions are in scope by their own names: sqrt(x), sum(x)",
    "numpy": "the functions are in scope by their own names: sqrt(x), sum(x)",
    "math": "the functions are in scope by their own names: sqrt(x), sum(x)",
    "torch": "the functions are in scope by their own names: sqrt(x), sum(x)",
    "dist": "the distributions are in scope by their own names: gaussian(mean: 0, std: 1)",
    "self": "there are no objects: functions take values as arguments",
    "nuts": "samplers are mala(…), hmc(…), gibbs(), ula(…) and exact()",
    "metropolis": "samplers are mala(…), hmc(…), gibbs(), ula(…) and exact()",
    "mcmc": "samplers are mala(…), hmc(…), gibbs(), ula(…) and exact()",
    "elif": "write else if", "pass": "an empty block is written { }",
    "wishart": "give a gaussian its covariance by a Cholesky factor: covariance: l @ transpose(l)",
  ]

  /// Labels that mean the same; of each family a callee has one.
  private static let argumentFamilies: [Set<String>] = [
    ["mean", "mu", "loc", "location", "m", "center"],
    ["std", "sigma", "sd", "scale", "stddev", "stdev", "s", "standard_deviation", "width"],
    ["covariance", "cov", "covariance_matrix", "sigma", "var", "variance"],
    ["precision", "tau", "precision_matrix"],
    ["rate", "lambda", "lam", "beta", "intensity", "inverse_scale"],
    ["shape", "alpha", "k", "a", "concentration"],
    ["df", "nu", "dof", "degrees_of_freedom"],
    ["low", "lower", "min", "a", "minimum", "from"],
    ["high", "upper", "max", "b", "maximum", "to"],
    ["p", "prob", "probs", "probability", "probabilities", "theta", "density", "model", "dist"],
    ["concentration", "alpha", "kappa"],
    ["means", "mus", "locs", "centers"], ["stds", "sigmas", "sds", "scales"],
    ["weights", "probs", "probabilities", "pi", "mixing", "w"],
    ["n", "total_count", "trials", "size"],
    [
      "count", "n", "num", "num_samples", "draws", "size", "samples", "iter", "iterations",
      "number",
    ],
    ["using", "sampler", "method", "kernel", "algorithm", "with"],
    ["chains", "num_chains", "n_chains", "nchains"],
    ["warmup", "burnin", "burn_in", "num_warmup", "tune", "burn", "adapt"],
    ["start", "init", "initial", "initialize", "inits"],
    ["seed", "random_seed", "random_state", "key", "rng"],
    ["step_size", "stepsize", "step", "epsilon", "eps", "lr", "h", "dt"],
    ["steps", "thin", "thinning", "num_steps", "n_steps"],
    ["leapfrog", "num_leapfrog", "n_leapfrog", "l", "leapfrog_steps", "num_leapfrog_steps"],
    ["at", "x", "value", "point"],
    ["to", "file", "path", "filename"], ["axis", "dim", "dims"],
    ["against", "target", "density", "reference"], ["keep", "over", "variables"],
    ["strength", "scale", "w", "weight", "guidance"], ["toward", "towards", "to"],
  ]

  private static let types: [String: String] = [
    "float": "Real", "double": "Real", "real": "Real", "number": "Real", "int": "Int",
    "integer": "Int", "bool": "Bool", "boolean": "Bool", "str": "String", "string": "String",
    "vector": "R", "matrix": "R", "tensor": "R", "array": "R", "simplex": "Simplex",
    "ordered": "Ordered", "positive": "Positive", "nat": "Natural", "natural": "Natural",
    "unit_interval": "UnitInterval", "cov_matrix": "PositiveDefinite",
    "covariance": "PositiveDefinite",
  ]
}
