#!/bin/sh
# Installs the peers that comp-bench compares with, into benchmarks/.peers.
set -eu
cd "$(dirname "$0")"
python3 -m venv .peers
.peers/bin/pip install -q "jax[cpu]"
