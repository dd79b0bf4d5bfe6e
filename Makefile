# Two commands matter: `make report` runs the main job on input/, `make test` runs every test.
# Both make sure of the pinned Typst first (once, about six minutes when it must be built).

CARGO ?= cargo
TYPST_VERSION := 0.15.1
BIN := $(or $(CARGO_TARGET_DIR),target)/release/ita-report
# Tests that start the program with Typst, or many times; `make test` runs them too.
SLOW := changes:: data_sets:: extremes:: failures:: fleet:: forms:: golden:: kills:: kills_elsewhere:: pages:: pdf_ \
    rerun:: rounds:: schemas:: unattended:: watch:: workbook_ bad_input::data_errors cells::markup cells::what_cannot doctor::a_healthy
SKIPPED := $(or $(CARGO_TARGET_DIR),target)/tmp/skipped-tests
RUN = ITA_REPORT_TYPST="$$(scripts/typst-path $(TYPST_VERSION))"

.PHONY: report check test line-ends bench bench-fleet typst build dist dist-try windows windows-check sbom sample lint deny clean

report: typst build
	$(RUN) $(BIN) run

# The fast gear, for every change: format, lints, and the tests that need neither Typst nor other programs.
# CONTRIBUTING.md says how long it takes.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) test --locked --lib --quiet
	$(CARGO) test --locked --test it --quiet -- $(addprefix --skip ,$(SLOW))

# Names at its end the tests that were skipped because something is missing; with CI=true these fail.
test: typst
	@rm -f "$(SKIPPED)"
	@$(RUN) $(CARGO) test --release --locked; status=$$?; scripts/skipped-tests "$(SKIPPED)"; exit $$status

# What the program costs above its floors; see docs/performance.md.
bench: typst build
	$(RUN) $(CARGO) bench --locked --bench reading --bench floors --bench documents --bench workbooks --bench rerun

# What a fleet costs, up to the country's 8,317 agencies: about five minutes. ITA_BENCH_AGENCIES and
# ITA_BENCH_DOCUMENTS set smaller sizes. The comparison with pandas needs benches/requirements.txt installed.
bench-fleet: typst build
	$(RUN) $(CARGO) bench --locked --bench fleet

# The Typst CLI in the right version: on PATH, or built from crates.io into .tools/.
typst:
	@scripts/ensure-typst $(TYPST_VERSION)

build:
	$(CARGO) build --release --locked

# Where lines of Thai end, judged by two dictionaries that are not ours; see docs/typography.md.
line-ends: typst
	$(CARGO) build --release --locked --bins --examples
	$(RUN) python3 scripts/line-ends/measure.py --check --target $(or $(CARGO_TARGET_DIR),target)

# The list of parts in CycloneDX, as it lies in the archives.
sbom:
	@scripts/sbom $(TYPST_VERSION)

# The archives that are handed out, in dist/: a .tar.gz for any folder, and a .deb where dpkg-deb is.
dist: typst build
	scripts/dist $(TYPST_VERSION)

# Unpacks that archive where nothing else is and lets it work there; needs root.
dist-try:
	scripts/dist-try

# Before a release: the archive for Windows, built on Linux, tried under Wine, its outputs compared with those of
# this system. The first time takes some 40 minutes and 6 GB; CONTRIBUTING.md says what it needs.
windows: typst build
	scripts/windows build $(TYPST_VERSION)
	scripts/windows zip $(TYPST_VERSION)
	scripts/windows try $(TYPST_VERSION)

# That program and tests compile for Windows.
windows-check:
	scripts/windows check $(TYPST_VERSION)

# Writes input/ anew from the seeds in samples/.
sample: build
	$(BIN) init . --from samples/bangna

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --locked --no-deps --quiet

# Licences, sources and known weak points of the dependencies.
deny:
	scripts/deny

clean:
	$(CARGO) clean
	rm -rf output
