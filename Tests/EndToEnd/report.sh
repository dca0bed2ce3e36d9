#!/bin/sh
# Reports in a real browser: what is in the pages, what they do, and how fast. Needs chromium, and a
# Python that has playwright (no browser of its own). Pictures of the pages stay in SCREENSHOTS.
#
#     report.sh HPMAKE PYTHON [SCREENSHOTS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
CHROMIUM=$(command -v "${CHROMIUM:-chromium}")
export HPMAKE CHROMIUM
pictures=${3:-$here/../../.build/report-screenshots}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HPMAKE_SLOTS=$work/slots PYTHONDONTWRITEBYTECODE=1 "$2" "$here/report/pages.py" "$work" "$pictures"
