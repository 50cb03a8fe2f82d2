"""Has ArviZ read draws that `save(draws, to: "saved.json")` wrote, and writes what it says of them.

Reads Tests/CompKitTests/Fixtures/saved.json, writes arviz_saved.json beside it. With ArviZ 0.23
`from_json` reads the file as it is; ArviZ 1 takes its dictionary of arrays.
"""
import json
import os
import warnings

import numpy as np

warnings.simplefilter("ignore")
import arviz as az  # noqa: E402

folder = os.path.join(os.path.dirname(__file__), "..", "CompKitTests", "Fixtures")
path = os.path.join(folder, "saved.json")
if hasattr(az, "from_json"):
    posterior = az.from_json(path).posterior
else:
    groups = json.load(open(path))
    arrays = {group: {name: np.asarray(v) for name, v in variables.items()}
              for group, variables in groups.items()}
    posterior = az.from_dict(arrays)["posterior"]

rows = {}
for name, array in posterior.data_vars.items():
    values = array.values
    flat = values.reshape(values.shape[0], values.shape[1], -1)
    for element in range(flat.shape[2]):
        x = flat[:, :, element]
        label = name if values.ndim == 2 else f"{name}[{element}]"
        rows[label] = {
            "mean": float(np.mean(x)), "sd": float(np.std(x, ddof=1)),
            "mcse": float(az.mcse(x, method="mean")), "ess_bulk": float(az.ess(x, method="bulk")),
            "ess_tail": float(az.ess(x, method="tail", **({} if hasattr(az, "from_json") else {"prob": (0.05, 0.95)}))),
            "r_hat": float(az.rhat(x, method="rank")),
        }
with open(os.path.join(folder, "arviz_saved.json"), "w") as file:
    json.dump({"sizes": {k: int(v) for k, v in posterior.sizes.items() if k in ("chain", "draw")},
               "rows": rows}, file, indent=1)
    file.write("\n")
