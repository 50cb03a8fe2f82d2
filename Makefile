# The two commands of the README are `make` and `make test`. Both install what is missing first.
PREFIX ?= /usr/local
SWIFT ?= swift

# `comp` as people use it holds Swift's own libraries, and that of C++ where it is there as an archive, which
# halve the time it takes to start. Tests are built without, beside it.
PRODUCT = -c release --scratch-path .build/product
ifeq ($(shell uname -s),Linux)
ARCHIVES = $(CURDIR)/.build/product/archives
PRODUCT += --static-swift-stdlib -Xswiftc -L -Xswiftc "$(ARCHIVES)"
endif
COMP = "$$($(SWIFT) build $(PRODUCT) --show-bin-path)/comp"

.PHONY: all setup build example embedding test sanitize fuzz hostile lint install

all: build example

# Packages of the system that the Swift toolchain itself leans on; nothing else is needed to build.
setup:
	@sh scripts/setup.sh

build: setup
ifdef ARCHIVES
	@mkdir -p "$(ARCHIVES)"
	@archive=$$(clang -print-file-name=libstdc++.a 2>/dev/null); \
	  if [ -f "$$archive" ]; then ln -sf "$$archive" "$(ARCHIVES)/"; fi
endif
	$(SWIFT) build $(PRODUCT) --product comp

example: build
	$(COMP) run examples/two_gaussians.comp

test: setup
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build
	$(MAKE) embedding

# A package of its own that depends on this one by path: it builds, and what docs/embedding.md shows runs.
embedding:
	$(SWIFT) build --package-path examples/embedding
	$(SWIFT) run --package-path examples/embedding --skip-build embedding
	$(SWIFT) run --package-path examples/embedding --skip-build guide

# The tests of what runs chains, under the sanitizers of addresses and of threads; each has a build of its own.
sanitize: setup
	@SWIFT="$(SWIFT)" sh scripts/sanitize.sh address
	@SWIFT="$(SWIFT)" sh scripts/sanitize.sh thread

# Damaged programs, for as long as is asked: make fuzz SECONDS=600. Those at fault stay in .build/fuzz.
SECONDS ?= 120
SEED ?= 1
fuzz: setup
	$(SWIFT) run -c release comp-fuzz --seconds $(SECONDS) --seed $(SEED)

# Hostile programs beside honest ones, in one process of bounded memory: make hostile EVERY=1.
EVERY ?= 1
hostile: setup
	$(SWIFT) build -c release --product comp-hostile
	prlimit --as=8589934592 .build/release/comp-hostile --every $(EVERY)

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	install -s $(COMP) "$(DESTDIR)$(PREFIX)/bin/comp"
	install -m 644 man/comp.1 "$(DESTDIR)$(PREFIX)/share/man/man1/comp.1"
	"$(DESTDIR)$(PREFIX)/bin/comp" --generate-completion-script bash \
	  > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/comp"
	"$(DESTDIR)$(PREFIX)/bin/comp" --generate-completion-script zsh \
	  > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_comp"
	"$(DESTDIR)$(PREFIX)/bin/comp" --generate-completion-script fish \
	  > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/comp.fish"
