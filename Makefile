# Every target sets up what it needs (tools/setup.sh); nothing is asked.
BAZEL := $(shell command -v bazel || command -v bazelisk || echo bazel)
TARGETS ?= //...

.PHONY: help env test nightly wheels demo docs bench lint format build-files clean

help:
	@echo "make test     every test, by Bazel (TARGETS=//keras/losses/...)"
	@echo "make nightly  the long ones"
	@echo "make wheels   both wheels, in dist/"
	@echo "make demo     wheels, a fresh environment, LeNet on real digits"
	@echo "make docs     the book and its reference, in build/docs/"
	@echo "make bench    our times against the other packages'"
	@echo "make lint     what ruff finds; make format: what it mends"

env:
	@tools/setup.sh

test: env
	@tools/test.sh $(TARGETS)

nightly: env
	@tools/test.sh --config=nightly $(TARGETS)

wheels: env
	@tools/wheels.sh

demo: wheels
	@tools/demo.sh

docs: env
	@TF_CPP_MIN_LOG_LEVEL=3 .venv/bin/python -m tools.book.build build/docs
	@echo build/docs/index.html

bench: env
	@TF_CPP_MIN_LOG_LEVEL=3 .venv/bin/python -m benchmarks $(BENCH)

lint: env
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/python tools/build_files.py --check

format: env
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@.venv/bin/python tools/build_files.py

build-files: env
	@.venv/bin/python tools/build_files.py

clean:
	rm -rf .tmp dist build
	-$(BAZEL) clean
