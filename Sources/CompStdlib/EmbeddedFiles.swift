/// The files of the folder `stdlib`, in the alphabetical order of their names.
let embedded: [(name: String, bytes: [UInt8])] = [
  ("box", PackageResources.box_comp),
  ("exact", PackageResources.exact_comp),
  ("gaussian", PackageResources.gaussian_comp),
  ("gaussian_mixture", PackageResources.gaussian_mixture_comp),
  ("gibbs", PackageResources.gibbs_comp),
  ("hmc", PackageResources.hmc_comp),
  ("mala", PackageResources.mala_comp),
  ("transforms", PackageResources.transforms_comp),
  ("ula", PackageResources.ula_comp),
  ("uniform", PackageResources.uniform_comp),
]
