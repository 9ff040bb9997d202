# The commands of a working day. `./run` and `./test` install what is missing first; these assume it is there.
.DELETE_ON_ERROR:
.PHONY: build debug check format web test-all test-quick release-tests asan-tests tsan-tests web-tests e2e test-kubernetes load faults fuzz bench package image tidy fresh clean help

# Beast translation units take 1 GB each: not more jobs than cores.
JOBS ?= $(shell nproc)
SECONDS ?= 60

build: web            ## The binary: build/release/towpath
	@sh tools/compile.sh release -j $(JOBS) --target towpath

web:                  ## The portal's assets in web/dist, unless they are newer than their sources
	@mkdir -p build
	@sh tools/web.sh build

debug:                ## Compiles everything without optimisation and precompiled headers
	@sh tools/compile.sh debug -j $(JOBS)

check:                ## The rules of docs/CONVENTIONS.md that a program can check
	@sh tools/format.sh check
	@python3 tools/check_layers.py
	@python3 tools/check_dependencies.py
	@python3 tools/check_changelog.py
	@python3 tools/check_fault_matrix.py
	@sh tools/web.sh check

format:               ## Rewrites the sources as the formatter wants them
	@sh tools/format.sh write

release-tests: build
	@sh tools/compile.sh release -j $(JOBS)
	@ctest --preset release -LE 'faults|load' -j $(JOBS) || { sh tools/failures.sh release; exit 8; }

# Sanitizers run what one process can show: unit and API tests. Debian's llvm-symbolizer is of another version than they
# are; addr2line names what a suppression is for, too.
symbolizer := external_symbolizer_path=/usr/bin/addr2line

asan-tests:
	@sh tools/compile.sh asan -j $(JOBS)
	@ASAN_OPTIONS=$(symbolizer) UBSAN_OPTIONS=print_stacktrace=1:$(symbolizer) ctest --preset asan -L 'unit|api' -j $(JOBS) || { sh tools/failures.sh asan; exit 8; }

tsan-tests:
	@sh tools/compile.sh tsan -j $(JOBS)
	@TSAN_OPTIONS=suppressions=$(CURDIR)/tools/tsan_suppressions.txt:$(symbolizer) ctest --preset tsan -L 'unit|api' -j $(JOBS) || { sh tools/failures.sh tsan; exit 8; }

web-tests:
	@sh tools/web.sh test

test-quick: check release-tests web-tests

# What finds most for its time comes first; the debug build is only compiled. LONG_TESTS is not named like a setting of
# the server, which refuses those that it does not know.
test-all: export LONG_TESTS = 1
test-all: check web-tests release-tests load faults debug asan-tests tsan-tests

e2e: build            ## The shipped binary with real git, PostgreSQL and Chromium
	@sh tools/compile.sh release -j $(JOBS)
	@ctest --preset release -L e2e

test-kubernetes: build ## The runtime and the driver for clusters and the shipped binary on one, with a real API server (or TOWPATH_TEST_KUBECONFIG's, or the programs in TOWPATH_TEST_KUBERNETES)
	@test -n "$$TOWPATH_TEST_KUBECONFIG$$TOWPATH_TEST_KUBERNETES" || sh tools/install.sh kubernetes
	@sh tools/compile.sh release -j $(JOBS) --target delivery_tests --target environments_e2e
	@python3 tools/kubernetes/with_cluster.py sh -ec 'build/release/src/modules/delivery/delivery_tests \
	  -tc="cluster: *,*KubernetesHost*,*GitopsHost*"; build/release/tests/e2e/environments/environments_e2e'

load: build           ## Fifty deployments in a row under a thousand requests a second, with each runtime
	@sh tools/compile.sh release -j $(JOBS) --target towpath --target traffic_load_e2e
	@ctest --preset release -L load

faults: build         ## Kills the server at every fault point, on SQLite and PostgreSQL, and every process there is
	@cmake --build --preset release -j $(JOBS) --target fault_campaign_tests
	@ctest --preset release -L faults -j $(JOBS)

fuzz:                 ## make fuzz SECONDS=600 runs every fuzz target for its share
	@bash tools/fuzz.sh $(SECONDS)

bench: build          ## Floors, peers and targets: prints a table and writes build/bench.json
	@sh tools/compile.sh release -j $(JOBS) --target bench
	@build/release/tests/bench/towpath_bench --json build/bench.json

package: build         ## build/towpath_<version>_<architecture>.deb with a systemd unit
	@sh tools/install.sh package
	@sh tools/package.sh

image: package         ## The container image localhost/towpath:<version> of that package, with podman
	@sh tools/image.sh

tidy:                 ## clang-tidy (see .clang-tidy) over every source of ours; minutes
	@bash tools/tidy.sh

fresh:                ## ./run and ./test on fresh Debian 12 roots, as root and as a user (needs root and debootstrap)
	@bash tools/fresh_machine.sh

help:                 ## This list
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## *\(.*\)/\1\t\2/p' Makefile | expand -t 16

clean:
	rm -rf build web/dist
