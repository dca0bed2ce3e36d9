#!/bin/sh
# Reports in a real browser: what is in the pages, what they do, and how fast. Needs chromium and
# Python 3. Pictures of the pages stay in SCREENSHOTS.
#
#     report.sh HPMAKE [SCREENSHOTS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HPMAKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export HPMAKE
pictures=${2:-$here/../../.build/report-screenshots}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HPMAKE_SLOTS=$work/slots PYTHONDONTWRITEBYTECODE=1 python3 "$here/report/pages.py" "$work" "$pictures"
