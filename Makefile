# The everyday commands. `make` alone lists them.

# rustup puts cargo where a fresh shell may not look.
CARGO ?= $(shell command -v cargo || echo $(HOME)/.cargo/bin/cargo)

.DEFAULT_GOAL := help
.PHONY: help web run test bench fmt lint

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

web: ## build the front end, where it changed
	./.ci/web

run: web ## build, fill a demonstration district under data/demo, and serve it at http://127.0.0.1:8080
	$(CARGO) build --release --package thucdia
	$(CARGO) run --release --quiet --package thucdia -- demo

test: ## everything that must hold before a change is merged
	./.ci/test

bench: ## the benchmarks
	$(CARGO) bench --workspace

fmt: ## format the code
	$(CARGO) fmt --all
	./.ci/web format

lint: ## formatting and lints, as strict as the merge check
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings
	./.ci/web lint typecheck
