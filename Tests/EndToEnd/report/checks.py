"""What is asked of every page, and how: knows nothing of single sweeps."""
import os
import sys
from urllib.parse import unquote

import sweeps

FOLDER, PICTURES = sys.argv[1:3]
SET_FILTER = """async text => {
    const input = document.getElementById('filter'), begin = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begin;
}"""
failures = []


def check(name, holds, seen=""):
    if not holds:
        failures.append(name)
        print(f"FAILED: {name}: {seen}")


def equal(name, value, wanted):
    check(name, value == wanted, f"{value!r} is not {wanted!r}")


def report(dist, *options):
    folder = os.path.dirname(dist)
    done = sweeps.hpmake(folder, "report", "dist", *options, check=False)
    equal(f"exit code for {dist}", done.returncode, 0)
    equal(f"diagnostics for {dist}", done.stderr, "")
    return f"{dist}/report.html"


def text(tab, selector):
    return tab.evaluate("at => document.querySelector(at)?.textContent ?? null", selector)


def count(tab, selector):
    return tab.evaluate("at => document.querySelectorAll(at).length", selector)


def set_filter(tab, line):
    return tab.evaluate(SET_FILTER, line)


def check_page(tab, page, name):
    """What holds of every page, at three widths, light and dark."""
    tab.open(page)
    draw_all = "dispatchEvent(new Event('beforeprint'))"
    tab.evaluate(draw_all)
    for width, scheme in ((1280, "light"), (1280, "dark"), (400, "light")):
        tab.size(width)
        tab.scheme(scheme)
        tab.painted()
        tab.evaluate(draw_all)
        overflow = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        check(f"{name}: no overflow at {width}", overflow <= 0, overflow)
        tab.page.screenshot(path=f"{PICTURES}/{name}-{scheme}-{width}.png", full_page=True)
    tab.size(1280)
    tab.painted()
    tab.evaluate(draw_all)
    tab.size(700)
    tab.scheme("light", media="print")
    cut = tab.evaluate("[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().right > innerWidth).length")
    equal(f"{name}: nothing is cut on paper", cut, 0)
    tab.page.screenshot(path=f"{PICTURES}/{name}-print.png", full_page=True)
    tab.size(1280)
    tab.scheme("light")
    check_quiet(tab, page, name)
    equal(f"{name}: one script runs", count(tab, "script:not([type])"), 1)
    equal(f"{name}: no unnamed figure",
          count(tab, "[data-figure] svg:not(:has(> title))"), 0)
    set_filter(tab, "nonsense")
    check(f"{name}: says what is wrong", "no term" in text(tab, "#problem"))
    set_filter(tab, "state~no-such-state")
    tab.evaluate(draw_all)
    check_quiet(tab, page, f"{name}, everything filtered out")
    set_filter(tab, "")
    tab.evaluate(draw_all)
    tab.evaluate("dispatchEvent(new Event('afterprint'))")


def check_quiet(tab, page, name):
    equal(f"{name}: nothing on the console", tab.errors, [])
    equal(f"{name}: no dialog", tab.dialogs, [])
    outside = [url for url in tab.requests
               if unquote(url) != "file://" + os.path.abspath(page) and not url.startswith("data:")]
    equal(f"{name}: no request leaves the page", outside, [])


def check_terms(tab, dist, terms):
    """The filter says the same as `hpmake where`."""
    folder = os.path.dirname(dist)
    for words in terms:
        found = sweeps.hpmake(folder, "where", "dist", *words, check=False)
        set_filter(tab, " ".join("'" + word + "'" for word in words))
        if found.returncode == 2:
            check(f"{words} is wrong in both", text(tab, "#problem") != "", found.stderr)
            continue
        wanted = len(found.stdout.splitlines())
        seen = text(tab, "#count").split(" ")[0].replace(",", "")
        equal(f"{words}: as many as where finds", (int(seen), text(tab, "#problem")), (wanted, ""))
        rows = tab.evaluate("[...document.querySelectorAll('tr[data-run] td:first-child button')].map(b => b.title)")
        paths = {line.split("trained/")[1] for line in found.stdout.splitlines()}
        check(f"{words}: the same runs", all(row in paths for row in rows), rows[:2])
    set_filter(tab, "")
