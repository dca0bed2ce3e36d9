"""The page of the starter iris: its filter beside `hpmake where`, its brushes, and what it is without scripts."""
import sweeps
from checks import FOLDER, PICTURES, check, check_page, check_terms, count, equal, report, text


def test_iris(tab):
    dist = sweeps.iris(f"{FOLDER}/iris")
    page = report(dist)
    check_page(tab, page, "iris")
    equal("iris: rows", count(tab, "tr[data-run]") >= 15, True)
    equal("iris: figures", count(tab, "[data-figure] svg") >= 7, True)
    best = sweeps.hpmake(f"{FOLDER}/iris", "where", "dist", "id=zzz", check=False)
    equal("where finds nothing", best.returncode, 1)
    check_terms(tab, dist, [
        ["lr<1e-2"], ["lr=0.1,1"], ["lr=1e-2"], ["lr!=0.1"], ["hidden>=4", "l2=0"], ["l2=0.010"], ["l2=1e-2"],
        ["val_acc>0.9"], ["val_acc=nan"], ["val_acc!="], ["rank<4"], ["rank>3", "lr<1"], ["rank="], ["state=done"], ["state=odd"], ["id~^hidden_4"],
        ["id=hidden_2"], ["lr~^0[.]"], ["hidden=0x4"], ["hidden=4.0"], ["lr<=x"], ["what=1"], ["=1"], ["lr!1"],
        ["start>2020"], ["start<2020-01"], ["seconds<1000"], ["dirty=false"], ["attempt=1"], ["git="],
        ["params.lr=1"], ["state="], ["dirty="], ["val_acc=>0.5"], ["record.seconds<1000"],
        ["metrics.val_acc<=0.95"], ["record.state=done"], ["host~[[:alpha:]]"], ["val_acc~9"],
        ["lr="], ["lr!="], ["slots="], ["slots!="], ["hidden==8"], ["val_acc=0x1"], ["lr<0x1"], ["hidden=inf"],
    ])
    tab.evaluate("document.querySelector('th:nth-child(4) button').click()")
    values = "[...document.querySelectorAll('tr[data-run] td:nth-child(4)')].map(d => Number(d.textContent))"
    seen = tab.evaluate(values)
    equal("iris: sorted", seen, sorted(seen))
    tab.evaluate("document.querySelector('th:nth-child(4) button').click()")
    seen = tab.evaluate(values)
    equal("iris: sorted the other way", seen, sorted(seen, reverse=True))
    tab.evaluate("document.querySelector('tr[data-run]').click()")
    check("iris: a row opens all of a run", "train.log" in text(tab, "#details[open]"))
    tab.page.keyboard.press("Escape")
    equal("iris: Escape closes it", count(tab, "#details[open]"), 0)
    check_brushes(tab)
    check_without_scripts(tab, page)


def check_brushes(tab):
    tab.evaluate("document.querySelector('#parallel').scrollIntoView()")
    where = tab.evaluate("(() => { const b = document.querySelector('#parallel .area').getBoundingClientRect();"
                             " return [b.left + b.width / 2, b.top, b.height]; })()")
    x, top, height = where
    tab.drag(x, top + 2, x, top + height * 0.4)
    tab.page.wait_for_timeout(100)
    equal("a brush keeps some", text(tab, "#count"), "12 of 24 runs")
    equal("a brush is a chip", count(tab, ".chip"), 1)
    equal("a brush filters the table", tab.evaluate("document.querySelector('#table table').ariaRowCount ?? document.querySelector('#table table').getAttribute('aria-rowcount')"), "13")
    tab.evaluate("document.querySelector('.chip').click()")
    equal("its chip takes it away", text(tab, "#count"), "24 runs")
    tab.evaluate("document.querySelector('#parallel .area').focus()")
    tab.page.keyboard.press("ArrowUp")
    equal("a brush by key", text(tab, "#count"), "12 of 24 runs")
    equal("it keeps the focus", tab.evaluate("document.activeElement.getAttribute('class')"), "area")
    tab.page.keyboard.press("Escape")
    equal("and is taken away", text(tab, "#count"), "24 runs")
    tab.evaluate("document.querySelector('#slices').scrollIntoView()")
    x, top, width, height = tab.evaluate(
        "(() => { const b = document.querySelector('#slices .area').getBoundingClientRect();"
        " return [b.left, b.top, b.width, b.height]; })()")
    tab.drag(x + 2, top + height / 2, x + width * 0.5, top + height / 2)
    tab.page.wait_for_timeout(100)
    equal("a brush across a slice", text(tab, "#count"), "12 of 24 runs")
    tab.evaluate("document.getElementById('clear').click()")
    tab.evaluate("document.querySelector('#map').scrollIntoView()")
    tab.page.locator("#map .cell").first.wait_for(state="attached")
    tab.evaluate("document.querySelector('#map .cell').dispatchEvent(new Event('click'))")
    equal("a cell of the map", text(tab, "#count"), "2 of 24 runs")
    tab.evaluate("document.getElementById('clear').click()")


def check_without_scripts(tab, path):
    with tab.without_scripts(path) as page:
        page.screenshot(path=f"{PICTURES}/iris-no-scripts.png", full_page=True)
        equal("without scripts: rows", page.locator("#table tbody tr").count(), 24)
        figures = page.locator("noscript svg").count()
        check("without scripts: figures", figures >= 6, figures)
        equal("without scripts: headline", page.locator(".score strong").count(), 1)
