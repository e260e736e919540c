# Two commands matter: `make run` shows the product, `make test` proves it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
export CGO_ENABLED := 0

BIN := bin/xinhuan
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# One throw-away PostgreSQL for all test processes of a run.
WITH_PG := go run ./internal/testpg/cmd start --

.PHONY: help run test build assets lint bench torture year pages clean deps-build deps-test

help: ## this text
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: build ## build and start the demo district (12,000 pupils, seed 1) in data/demo
	$(BIN) demo --data data/demo --pupils 12000 --seed 1

test: deps-test assets build ## everything: vet, Go tests on both engines, browser tests
	go vet ./...
	$(WITH_PG) go test -timeout 20m ./...
	if [ -f test/browser/run.mjs ]; then node test/browser/run.mjs; fi

build: deps-build assets ## bin/xinhuan, one static binary with the pages inside
	go build -trimpath -ldflags '-s -w' -o $(BIN) ./cmd/xinhuan

assets: node_modules/.package-lock.json ## bundle styles and scripts into internal/web/ui/dist
	node scripts/assets.mjs

node_modules/.package-lock.json: package.json package-lock.json | deps-build
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

lint: ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l cmd internal $$([ -d test ] && echo test)); \
	if [ -n "$$unformatted" ]; then echo "not formatted:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go run $(STATICCHECK) ./...

bench: build ## measure on this machine; ARGS='...' goes to `xinhuan bench`
	$(BIN) bench $(ARGS)

torture: ## crash and race tests and random lives, 20 rounds an engine (TORTURE=20, or a time such as 10m)
	XINHUAN_TORTURE=$(or $(TORTURE),20) $(WITH_PG) go test -count=1 -timeout 3h -run "Torture|NobodyDropsOut|EveryLife" ./...

year: ## a school year of 12,000 pupils in 60 schools, held against the documents
	XINHUAN_YEAR=full go test -count=1 -timeout 3h -v -run TestAYearOwes ./internal/demo

pages: deps-test build ## open every page in Chromium and keep screenshots in out/pages
	node test/browser/pages.mjs out/pages

clean: ## remove what was built; data/ stays
	rm -rf bin out
	find internal/web/ui/dist -mindepth 1 ! -name .gitkeep -delete

deps-build:
	@scripts/deps.sh build

deps-test:
	@scripts/deps.sh test
