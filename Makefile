# Needs Go and make; `test` also a browser and a proxy, which it installs on Debian, and `race` a C
# compiler. Everything built lands in .bin.

GO           ?= go
FUZZTIME     ?= 10s
SOAKTIME     ?= 1h
LINT_VERSION := v2.15.0
VERSION       = $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)

BIN     := .bin
LINTER  := $(BIN)/golangci-lint-$(LINT_VERSION)
# Modules of their own, so that the product's go.mod stays free of what only they need.
NESTED  := internal/eventstream/peerbench reference-server/peerbench loadgen/peerbench fixtures/scenarios/websocket specs/interop
# Packages that are quick enough for the race detector.
RACE    := ./internal/... ./report/... ./fixtures/... ./specs/wire/... ./reference-server/... ./loadgen/...
SYSTEMS := darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help build run test race fuzz lint lint-code lint-modules lint-systems bench soak golden check fmt tidy clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build .bin/ssegauge, without cgo
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN)/ ./cmd/ssegauge

run: build ## build, then check the bundled reference server
	$(BIN)/ssegauge check

test: ## run the tests; installs Chromium and nginx where they are missing
	@.ci/need chromium chromium chromium-browser google-chrome
	@.ci/need nginx nginx
	@for dir in $(NESTED); do echo "$(GO) -C $$dir test ./..."; $(GO) -C $$dir test ./... || exit 1; done
	$(GO) test ./...
	$(GO) test -tags portable ./internal/eventloop ./reference-server/fanout ./loadgen/engine

race: ## run the tests of the small packages under the race detector
	@command -v $$($(GO) env CC) >/dev/null 2>&1 || { \
	  echo "make race: the race detector needs a C compiler; on Debian: apt-get install gcc libc6-dev" >&2; exit 1; }
	CGO_ENABLED=1 $(GO) test -race $(RACE)

fuzz: ## run every fuzz target for FUZZTIME (10s) each
	@none=yes; \
	for file in $$(grep -rl --include='*_test.go' '^func Fuzz' . | sort); do \
	  for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
	    none=no; echo "$$name ($$file)"; \
	    $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; \
	  done; \
	done; \
	[ $$none = no ] || { echo "make fuzz: no fuzz target found" >&2; exit 1; }

lint: lint-code lint-modules lint-systems ## check formatting, code, modules and the builds for other systems

lint-code: $(LINTER)
	$(LINTER) fmt --diff ./...
	@for dir in . $(NESTED); do echo "lint and vet $$dir"; \
	  ( cd $$dir && "$(CURDIR)/$(LINTER)" run ./... && $(GO) vet ./... ) || exit 1; \
	done

lint-modules:
	@for dir in . $(NESTED); do echo "verify the modules of $$dir"; \
	  ( cd $$dir && $(GO) mod verify && $(GO) mod tidy -diff ) || { echo "hint: make tidy" >&2; exit 1; }; \
	done

lint-systems:
	@for system in $(SYSTEMS); do echo "build and vet for $$system"; \
	  export CGO_ENABLED=0 GOOS=$${system%/*} GOARCH=$${system#*/}; \
	  $(GO) build -o $(BIN)/$$system/ ./cmd/ssegauge && $(GO) vet ./... || exit 1; \
	done

fmt: $(LINTER) ## format the code
	$(LINTER) fmt ./...

tidy: ## tidy go.mod and go.sum of every module
	@for dir in . $(NESTED); do ( cd $$dir && $(GO) mod tidy ) || exit 1; done

bench: ## run the benchmarks; decoder, server and generator beside peers
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) -C internal/eventstream/peerbench run ./cmd/ratio
	$(GO) -C reference-server/peerbench run ./cmd/compare
	$(GO) -C loadgen/peerbench run ./cmd/compare

soak: ## work the reference server for SOAKTIME (1h), see what grows
	$(GO) -C reference-server/peerbench run ./cmd/soak --duration $(SOAKTIME)

golden: ## rewrite the golden files from what the code does now
	@dirs=$$(grep -rlE --include='*_test.go' 'flag\.Bool(Var)?\(.*"update"' . | xargs -r -n 1 dirname | sort -u); \
	[ -n "$$dirs" ] || { echo "make golden: no test knows -update" >&2; exit 1; }; \
	$(GO) test $$dirs -update

check: lint test race ## what a change must pass

clean: ## remove what was built
	rm -rf $(BIN)

$(LINTER):
	GOBIN="$(CURDIR)/$(BIN)" $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv $(BIN)/golangci-lint $@
