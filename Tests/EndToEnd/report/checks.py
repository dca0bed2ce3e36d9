"""What is asked of every page, and how: knows nothing of single sweeps."""
import os
import sys
from urllib.parse import unquote

import sweeps

FOLDER, PICTURES = sys.argv[1:3]
SET_FILTER = """(async text => {
    const input = document.getElementById('filter'), begin = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begin;
})"""
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


def text(browser, selector):
    return browser.evaluate(f"document.querySelector({selector!r})?.textContent ?? null")


def count(browser, selector):
    return browser.evaluate(f"document.querySelectorAll({selector!r}).length")


def set_filter(browser, line):
    return browser.evaluate(f"{SET_FILTER}({line!r})")


def check_page(browser, page, name):
    """What holds of every page, at three widths, light and dark."""
    browser.open(page)
    draw_all = "dispatchEvent(new Event('beforeprint'))"
    browser.evaluate(draw_all)
    for width, scheme in ((1280, "light"), (1280, "dark"), (400, "light")):
        browser.size(width, 900)
        browser.scheme(scheme)
        browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        browser.evaluate(draw_all)
        overflow = browser.evaluate("document.documentElement.scrollWidth - innerWidth")
        check(f"{name}: no overflow at {width}", overflow <= 0, overflow)
        browser.screenshot(f"{PICTURES}/{name}-{scheme}-{width}.png")
    browser.size(1280, 900)
    browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    browser.evaluate(draw_all)
    browser.size(700, 900)
    browser.scheme("light", media="print")
    cut = browser.evaluate("[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().right > innerWidth).length")
    equal(f"{name}: nothing is cut on paper", cut, 0)
    browser.screenshot(f"{PICTURES}/{name}-print.png")
    browser.size(1280, 900)
    browser.scheme("light")
    check_quiet(browser, page, name)
    equal(f"{name}: one script runs", count(browser, "script:not([type])"), 1)
    equal(f"{name}: no unnamed figure",
          count(browser, "[data-figure] svg:not(:has(> title))"), 0)
    set_filter(browser, "nonsense")
    check(f"{name}: says what is wrong", "no term" in text(browser, "#problem"))
    set_filter(browser, "state~no-such-state")
    browser.evaluate(draw_all)
    check_quiet(browser, page, f"{name}, everything filtered out")
    set_filter(browser, "")
    browser.evaluate(draw_all)
    browser.evaluate("dispatchEvent(new Event('afterprint'))")


def check_quiet(browser, page, name):
    equal(f"{name}: nothing on the console", browser.errors, [])
    equal(f"{name}: no dialog", browser.dialogs, [])
    outside = [url for url in browser.requests
               if unquote(url) != "file://" + os.path.abspath(page) and not url.startswith("data:")]
    equal(f"{name}: no request leaves the page", outside, [])


def check_terms(browser, dist, terms):
    """The filter says the same as `hpmake where`."""
    folder = os.path.dirname(dist)
    for words in terms:
        found = sweeps.hpmake(folder, "where", "dist", *words, check=False)
        set_filter(browser, " ".join("'" + word + "'" for word in words))
        if found.returncode == 2:
            check(f"{words} is wrong in both", text(browser, "#problem") != "", found.stderr)
            continue
        wanted = len(found.stdout.splitlines())
        seen = text(browser, "#count").split(" ")[0].replace(",", "")
        equal(f"{words}: as many as where finds", (int(seen), text(browser, "#problem")), (wanted, ""))
        rows = browser.evaluate("[...document.querySelectorAll('tr[data-run] td:first-child button')].map(b => b.title)")
        paths = {line.split("trained/")[1] for line in found.stdout.splitlines()}
        check(f"{words}: the same runs", all(row in paths for row in rows), rows[:2])
    set_filter(browser, "")
