#!/bin/sh
# Sees that the Swift toolchain is there, and installs the system's packages that are linked with or opened.
set -eu

if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi

# The package of the newest LLVM that this system has; the list of packages may have to be fetched.
newest_llvm() {
  for again in no yes; do
    for version in 21 20 19 18 17 16 15; do
      for package in "libllvm$version" "libllvm${version}t64"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
          echo "$package"
          return
        fi
      done
    done
    [ "$again" = yes ] || $sudo apt-get update -q >&2
  done
}

if ! command -v swift >/dev/null 2>&1; then
  echo "Install the Swift toolchain, 6.2 or newer, from swift.org first." >&2
  exit 1
fi
case "$(uname -s)" in
  Linux)
    missing=""
    for package in libc6-dev libstdc++-12-dev git libcairo2 libreadline-dev; do
      dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    # Newer systems have a newer C++ library in place of the one asked for.
    if ls /usr/lib/gcc/*/*/libstdc++.so >/dev/null 2>&1; then
      missing=$(echo "$missing" | sed 's/libstdc++-12-dev//')
    fi
    # Samplers are compiled at run time by the newest LLVM that the system offers.
    if ! ls /usr/lib/*/libLLVM*1[5-9]* /usr/lib/*/libLLVM*2[0-9]* 2>/dev/null | grep -q .; then
      missing="$missing $(newest_llvm)"
    fi
    if [ -n "$(echo "$missing" | tr -d ' ')" ]; then
      $sudo apt-get update -q
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing
    fi
    ;;
  Darwin)
    xcode-select -p >/dev/null 2>&1 || echo "Run: xcode-select --install" >&2
    command -v brew >/dev/null 2>&1 && brew list cairo readline llvm >/dev/null 2>&1 \
      || echo "Run: brew install cairo readline llvm" >&2
    ;;
esac
