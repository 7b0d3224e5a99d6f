#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: a browser with its driver and Chinese
# fonts, axe-core, Python 3 and cargo-nextest. Does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
command -v chromium    >/dev/null || packages+=(chromium)
command -v chromedriver >/dev/null || packages+=(chromium-driver)
command -v python3     >/dev/null || packages+=(python3)
command -v npm         >/dev/null || packages+=(npm)
command -v fc-list >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
if [ ${#packages[@]} -gt 0 ]; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}"
fi

[ -f node_modules/axe-core/axe.min.js ] ||
    npm install --no-save --no-package-lock --no-audit --no-fund --silent axe-core@4.14.1

cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest
