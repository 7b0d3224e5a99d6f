#!/usr/bin/env bash
# Passes all tests, on a fresh machine too: installs what is missing, checks the format, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/setup.sh
cargo fmt --all -- --check
# Apart, so that what only the tests need does not change the features of what was just built.
cargo build
cargo nextest run --workspace --exclude tests "$@"
cargo nextest run --package tests "$@"
