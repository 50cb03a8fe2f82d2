#!/bin/sh
# Sees that the Swift toolchain is there, and installs the system's packages that are linked with or opened.
set -eu

if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi

# The oldest LLVM that knows the vector units of current processors.
wanted_llvm=18

# Prints the newest major version of LLVM, from 15 on, whose library is installed; nothing if there is none.
installed_llvm() {
  for version in 21 20 19 18 17 16 15; do
    if ls /usr/lib/*/libLLVM.so."$version".* /usr/lib/*/libLLVM-"$version".so* \
      /usr/lib/llvm-"$version"/lib/libLLVM*.so* 2>/dev/null | grep -q .; then
      echo "$version"
      return
    fi
  done
}

# Prints "VERSION PACKAGE" for the newest LLVM that the system's packages offer; nothing if they offer none.
# Call `apt-get update` first: without it the list may be empty or old.
offered_llvm() {
  for version in 21 20 19 18 17 16 15; do
    for package in "libllvm$version" "libllvm${version}t64"; do
      if apt-cache show "$package" >/dev/null 2>&1; then
        echo "$version $package"
        return
      fi
    done
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
    installed=$(installed_llvm)
    if [ -n "$(echo "$missing" | tr -d ' ')" ] || [ "${installed:-0}" -lt "$wanted_llvm" ]; then
      $sudo apt-get update -q || echo "setup: the list of packages could not be fetched." >&2
    fi
    if [ -n "$(echo "$missing" | tr -d ' ')" ]; then
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing
    fi
    # Samplers are compiled at run time. Where only an old LLVM is installed, a newer one makes faster code; where
    # it cannot be had, the old one will do.
    if [ "${installed:-0}" -lt "$wanted_llvm" ]; then
      set -- $(offered_llvm)
      if [ "${1:-0}" -gt "${installed:-0}" ]; then
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$2" \
          || [ -n "$installed" ] || exit 1
      elif [ -z "$installed" ]; then
        echo "setup: no package of LLVM 15 or newer was found; comp run --reference runs without." >&2
      fi
    fi
    ;;
  Darwin)
    xcode-select -p >/dev/null 2>&1 || echo "Run: xcode-select --install" >&2
    command -v brew >/dev/null 2>&1 && brew list cairo readline llvm >/dev/null 2>&1 \
      || echo "Run: brew install cairo readline llvm" >&2
    ;;
esac
