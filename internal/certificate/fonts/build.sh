#!/usr/bin/env bash
# Makes the fonts of this folder anew: fetches the families from npm, keeps the
# characters that names need, rewrites the coverage tables, compresses, and
# writes SOURCES.json. Needs npm and Debian's python3-fonttools and unicode-data.
# With the same package versions the result is the same, byte for byte.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent \
	@expo-google-fonts/noto-serif@0.4.2 \
	@expo-google-fonts/noto-naskh-arabic@0.4.5 \
	@expo-google-fonts/noto-sans-sc@0.4.3
/usr/bin/python3 "$here/subset.py" "$work/node_modules/@expo-google-fonts" "$work/package-lock.json" "$here"
cp node_modules/@expo-google-fonts/noto-serif/LICENSE_FONT "$here/OFL.txt"
