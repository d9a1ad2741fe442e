# One command each: `make demo`, `make test`, `make bench`. Every target sets up what it needs first
# (Debian packages, a .venv, the build) and says what it does; stamp files make that free the second time.
# PRESET=dev builds and tests another preset of CMakePresets.json.

PRESET ?= release
BUILD  := build/$(PRESET)
PYTHON := .venv/bin/python
PACKAGES_READY := build/stamps/packages
VENV_READY     := .venv/ready
JOBS   ?= $(shell nproc)

.DEFAULT_GOAL := build
.PHONY: demo test bench build setup clean format

demo: build
	@echo "krait: running the demo"
	@PYTHONPATH=$(BUILD)/python $(PYTHON) examples/demo.py

test: build
	@test/tools/run_all.sh $(BUILD) $(PYTHON)

bench: build
	@echo "krait: running the benchmarks"
	@PYTHONPATH=$(BUILD)/python $(PYTHON) bench/run.py

build: setup $(BUILD)/build.ninja
	@echo "krait: building $(BUILD) ($(JOBS) jobs)"
	@cmake --build $(BUILD) -j $(JOBS)

setup: $(PACKAGES_READY) $(VENV_READY)

clean:
	@echo "krait: removing build/ and dist/ (.venv stays)"
	@rm -rf build dist

format:
	@test/tools/setup/install_packages.sh clang-format-19
	@echo "krait: formatting the C++ files"
	@find frontend typeinfer codegen runtime python test bench -name '*.cpp' -o -name '*.h' | xargs -r clang-format-19 -i

$(PACKAGES_READY): test/tools/setup/packages.txt test/tools/setup/install_packages.sh
	@test/tools/setup/install_packages.sh $$(grep -v '^#' test/tools/setup/packages.txt)
	@mkdir -p $(@D) && touch $@

$(VENV_READY): test/tools/setup/requirements.txt test/tools/setup/make_venv.sh | $(PACKAGES_READY)
	@test/tools/setup/make_venv.sh .venv test/tools/setup/requirements.txt build/release/python
	@touch $@

$(BUILD)/build.ninja: CMakePresets.json $(VENV_READY) | $(PACKAGES_READY)
	@echo "krait: configuring $(BUILD)"
	@cmake --preset $(PRESET) -DPython_EXECUTABLE=$(CURDIR)/$(PYTHON) --log-level=WARNING >/dev/null
	@touch $@
