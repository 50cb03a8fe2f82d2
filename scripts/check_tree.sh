#!/bin/sh
# Refuses tracked files that do not belong in the repository: larger than 1 MB, or unknown at its top.
set -eu

known=".ci .gitignore CHANGELOG.md CONTRIBUTING.md LICENSE Makefile Package.swift README.md Sources Tests benchmarks docs examples
  grammar man scripts stdlib"

faults=0
for name in $(git ls-tree --name-only HEAD); do
  if ! echo $known | tr ' ' '\n' | grep -qxF -- "$name"; then
    echo "check_tree: '$name' is unknown at the top of the repository; known names are in $0" >&2
    faults=1
  fi
done
large=$(git ls-tree -r -l HEAD | awk '$4 > 1000000 { print $5 }')
if [ -n "$large" ]; then
  echo "check_tree: larger than 1 MB:" $large >&2
  faults=1
fi
exit $faults
