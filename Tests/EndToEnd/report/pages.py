#!/usr/bin/env python3
"""Reports of five sweeps and of some odd ones in headless Chromium, by Playwright.

    pages.py FOLDER SCREENSHOTS

HPMAKE and CHROMIUM name the programs. Sweeps are made in FOLDER, pictures of the pages kept in SCREENSHOTS.
"""
import os
import sys
import time

import contents
import iris
import scale
from checks import PICTURES, failures
from tab import tab

TESTS = (
    iris.test_iris, contents.test_hostile, contents.test_half_failed, contents.test_figures, contents.test_wide,
    contents.test_odd, scale.test_watch, scale.test_large)


def main():
    os.makedirs(PICTURES, exist_ok=True)
    with tab() as opened:
        for test in TESTS:
            begin = time.monotonic()
            test(opened)
            print(f"{test.__name__[5:]}: {time.monotonic() - begin:.1f} s")
    sys.exit(f"{len(failures)} checks failed" if failures else 0)


if __name__ == "__main__":
    main()
