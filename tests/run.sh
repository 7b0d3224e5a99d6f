#!/usr/bin/env bash
# Passes all tests, on a fresh machine too: installs what is missing, then format, lints, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/setup.sh
cargo fmt --all -- --check
cargo clippy --workspace --all-targets --quiet
cargo nextest run --workspace "$@"
