#!/bin/sh
# Builds the tests under a sanitizer, `address` or `thread`, in .build/NAME, and runs those of the IR, the
# runtime and whatever else runs chains. The machine code that is made at run time is not watched, but
# the memory that it is given is. Nothing is suppressed.
#
# Leaks are not looked for: the search finds objects of XCTest itself, and trees of the parser and the
# interpreter, of which it has not been told apart whether they are in cycles or are held by pointers
# with tags, as Swift's enums have them, that the search does not know.
set -eu

sanitizer=$1
swift=${SWIFT:-swift}
export ASAN_OPTIONS=detect_leaks=0:check_initialization_order=1
export TSAN_OPTIONS=halt_on_error=0:exitcode=66:second_deadlock_stack=1

suites='^(CompIRTests|CompRuntimeTests|CompAgreementTests|CompFilesTests)\.'
suites="$suites"'|^CompKitTests\.(SamplerTests|NormalizingTests|EmbeddingTests|SessionTests|FileTests)/'

"$swift" build -c release --build-tests --sanitize "$sanitizer" --scratch-path ".build/$sanitizer"
"$swift" test -c release --skip-build --sanitize "$sanitizer" --scratch-path ".build/$sanitizer" \
  --filter "$suites"
