#!/bin/sh
# Installs the peers that comp-bench compares with, into benchmarks/.peers.
# Set PIP_EXTRA_INDEX_URL to the index of PyTorch's CPU wheels to spare the CUDA ones.
set -eu
cd "$(dirname "$0")"
python3 -m venv .peers
.peers/bin/pip install -q "jax[cpu]" torch blackjax numpyro
