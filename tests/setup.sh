#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: a browser with its driver and Chinese
# fonts, axe-core, pa11y and an identity provider (Node.js), Python 3 with the readers of Delta
# tables, documents and PDF, a server of the S3 API (both into the target folder) and
# cargo-nextest. Does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
command -v chromium    >/dev/null || packages+=(chromium)
command -v chromedriver >/dev/null || packages+=(chromium-driver)
python3 -m pip --version >/dev/null 2>&1 || packages+=(python3 python3-pip)
command -v npm         >/dev/null || packages+=(npm)
command -v openssl     >/dev/null || packages+=(openssl)
command -v curl        >/dev/null || packages+=(curl)
command -v fc-list >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
if [ ${#packages[@]} -gt 0 ]; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}"
fi

# In one go, for npm removes what it was not asked for; pa11y drives the browser installed above.
[ -f node_modules/axe-core/axe.min.js ] && [ -d node_modules/pa11y ] && [ -d node_modules/oidc-provider ] ||
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-save --no-package-lock --no-audit --no-fund --silent \
        axe-core@4.14.1 pa11y@9.1.1 oidc-provider@9.13.3

readers="${CARGO_TARGET_DIR:-target}/python"
[ -d "$readers/deltalake" ] && [ -d "$readers/docx" ] && [ -d "$readers/pypdf" ] ||
    python3 -m pip install -q --no-compile --upgrade --target "$readers" \
        polars==2.1.0 duckdb==2.0.0 deltalake==1.6.6 python-docx==1.2.0 pypdf==7.1.0

# A program, not a dependency: in the workspace it would change the features of what we build.
tools="${CARGO_TARGET_DIR:-target}/tools"
if [ ! -x "$tools/bin/s3s-fs" ]; then
    cargo install --quiet --locked --debug --version 0.14.1 --features binary --root "$tools" --target-dir "$tools/build" s3s-fs
    rm -rf "$tools/build"
fi

# Unoptimised, which takes a third of the time to build and runs the tests as fast.
cargo nextest --version >/dev/null 2>&1 || cargo install --quiet --locked --debug cargo-nextest
