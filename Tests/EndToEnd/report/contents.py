"""What pages say of sweeps that are hostile, half failed, odd, wide or full of figures."""
import time

import sweeps
from checks import FOLDER, check, check_page, check_quiet, check_terms, count, equal, report
from checks import set_filter, text


def test_hostile(tab):
    dist = sweeps.hostile(f"{FOLDER}/hostile")
    page = report(dist)
    check_page(tab, page, "hostile")
    equal("hostile: runs", text(tab, "#count"), "68 runs")
    equal("hostile: no element of a value", count(tab, "main img, main b, main iframe, svg[onload]"), 0)
    check("hostile: the value is there as text",
          tab.evaluate("document.body.innerText.includes('</sc') && document.getElementById('failures').textContent.includes('<script>alert(7)')"))
    check_terms(tab, dist, [["text~alert"], ["constructor=1"], ["__proto__=a"], ["text="],
                                ["text=NaN"], ["text=-1"], ["toString=2"], ["text~[[:space:]]"], ["text~[<>]"], ["text~^a.b.c.d$"], ["text~c$"], ["text~^d$"],
                                ["text=="]])
    tab.evaluate("document.querySelectorAll('tr[data-run]').forEach(row => { row.click(); document.getElementById('details').close(); })")
    check_quiet(tab, page, "hostile, every row opened")


def test_half_failed(tab):
    dist = sweeps.half_failed(f"{FOLDER}/half")
    page = report(dist)
    check_page(tab, page, "half-failed")
    check("half-failed: says how many", "18 failed runs" in text(tab, "#failures"))
    check("half-failed: last words", "CUDA out of memory <b>on</b> GPU" in text(tab, "#failures pre"))
    check("half-failed: no colours of terminals", "[31m" not in text(tab, "#failures"))
    check("half-failed: the best of each objective", "0.0001 to " in text(tab, ".score") and "best acc" in text(tab, ".best"), text(tab, ".best"))
    check("half-failed: front", count(tab, "#front circle.best") >= 3)
    check("half-failed: curves", count(tab, "#curves .curve") >= 3)
    check("half-failed: lanes", "gpu=1" in text(tab, "#timeline"))
    set_filter(tab, "seed=1 opt=good")
    equal("half-failed: configurations are kept", text(tab, "#count"), "6 of 12 configurations")
    set_filter(tab, "")
    tab.evaluate("document.querySelector('#single').click()")
    time.sleep(2)
    check_terms(tab, dist, [["state=failed"], ["state=done", "seed=1"], ["loss=inf"], ["loss=nan"],
                                ["loss=inf,nan"], ["loss!=inf"], ["loss>0.01"], ["reason~exit"], ["stage=train"],
                                ["slots=gpu=0"], ["slots~gpu"], ["loss="], ["seed<3", "opt=good"]])
    set_filter(tab, "opt=good")
    equal("half-failed: failures are filtered", count(tab, "#failures details:not([hidden])"), 0)
    set_filter(tab, "")


def test_odd(tab):
    page = report(sweeps.empty(f"{FOLDER}/empty"))
    check_page(tab, page, "empty")
    check("empty: says so", "No run is done" in text(tab, "#overview"))
    equal("empty: runs", text(tab, "#count"), "3 runs")
    page = report(sweeps.single(f"{FOLDER}/single"))
    check_page(tab, page, "single")
    equal("single: runs", text(tab, "#count"), "1 run")


def test_figures(tab):
    """Axes with few values, values far out, columns that do not fit, and what is told of a run."""
    dist = sweeps.figures(f"{FOLDER}/figures")
    page = report(dist)
    check_page(tab, page, "figures")

    def ticks(figure):
        return tab.evaluate(f"""[...document.querySelectorAll('{figure}')].map(
            root => [...root.querySelectorAll('.ticks text')].map(t => t.textContent))""")
    slices = {name: labels for name, labels in zip(
        tab.evaluate("[...document.querySelectorAll('#slices .names text')].map(t => t.textContent)"), ticks("#slices svg"))}
    for name, wanted in (("lr (log)", ["0.0001", "0.001", "0.01", "0.1"]), ("hidden (log)", ["16", "32", "64"]),
                         ("w (log)", ["1", "2", "4", "8", "16", "32"])):
        equal(f"figures: ticks of {name}", slices.get(name, [])[:len(wanted)], wanted)
    equal("figures: models differ", len(set(slices["model"][:2])), 2)
    steps = ticks("#curves svg")[0][:4]
    equal("figures: steps of a run that was tried again", steps, ["1", "2", "3", "4"])
    path = tab.evaluate("document.querySelector('#curves .curve').getAttribute('d')")
    places = [float(part.split(" ")[0]) for part in path[1:].split("L")]
    equal("figures: a curve goes forward", (len(places), places == sorted(places)), (4, True))
    for figure in ("parallel", "slices", "map", "history"):
        check(f"figures: {figure} notes what is far out", "beyond the axis" in text(tab, f"#{figure} .figure"))
    low = min(float(label) for label in slices["w (log)"] if "0." in label)
    check("figures: one value far out leaves room", low > 0.5, low)
    check("figures: absent has a place", "absent" in text(tab, "#parallel svg"))
    equal("figures: no line breaks", tab.evaluate(
        "[...document.querySelectorAll('#parallel .line.best')].map(p => (p.getAttribute('d').match(/M/g) ?? []).length)"), [1])
    check_table(tab)
    for line, wanted in (("model=it's", "is not closed"), ("lr~", "is empty"), (r"id~\d", "write [0-9]"), ("id~a{", "begins no"),
                         ("id~(", "has no )"), ("id~a*?", "lazy"), ("id~[a", "has no ]"), (r"id~[\d]", "a backslash")):
        set_filter(tab, line)
        check(f"figures: {line} is wrong", wanted in text(tab, "#problem"), text(tab, "#problem"))
    set_filter(tab, "")
    check_terms(tab, dist, [["lr~"], [r"id~\d"], ["id~a{2}"], ["id~|a"], ["id~()"], ["id~*"], ["id~a{,2}"], [r"id~\."],
                                ["id~[]a]"], ["id~[^]a]"], [r"id~\b"], ["id~a**"], ["id~(?:x)"], ["id~^$"], ["id~)"], ["id~[[:digit:]_]{2}"],
                                ["id~[\\\\a]"]])


def check_table(tab):
    first = "[...document.querySelectorAll('tr[data-run]')].slice(0, 3).map(row => row.textContent)"
    rows = tab.evaluate(first)
    check("figures: the best come before what is infinite", rows[0].startswith("★") and not any("inf" in row for row in rows), rows)
    clipped = tab.evaluate("""[...document.querySelectorAll('tr.best td:first-child')].filter(
        cell => cell.scrollWidth > cell.clientWidth).length""")
    equal("figures: the id of a starred row is whole", clipped, 0)
    tab.evaluate("document.querySelector('tr[data-run]').click()")
    told = text(tab, "#details[open]")
    for name in ("Stage train", "Stage test", "processor time", "memory", "exit code", "train.py"):
        check(f"figures: a run tells {name}", name in told, told)
    tab.evaluate("document.getElementById('details').close()")
    tab.scheme("light", media="print")
    tab.size(700)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows, right = tab.evaluate("""(() => { const table = document.querySelector('#table table');
        return [table.querySelectorAll('tr[data-run]').length, table.getBoundingClientRect().right]; })()""")
    equal("figures: a hundred rows on paper", rows, 100)
    check("figures: all columns on paper", right <= 700, right)
    broken = tab.evaluate("""[...document.querySelectorAll('#table td.number')].filter(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return !cell.textContent.includes(' ') && range.getClientRects().length > 1; }).length""")
    equal("figures: no number is broken on paper", broken, 0)
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    tab.size(1280)
    tab.scheme("light")


def test_wide(tab):
    """More parameters than there is room for."""
    page = report(sweeps.wide(f"{FOLDER}/wide"))
    check_page(tab, page, "wide")
    over, left = tab.evaluate("""(() => {
        const boxes = [...document.querySelectorAll('#parallel .name')].map(t => t.getBoundingClientRect());
        const labels = [...document.querySelectorAll('#parallel .axis text')].map(t => t.getBoundingClientRect().left);
        return [boxes.slice(1).filter((b, i) => b.left < boxes[i].right).length,
                Math.min(...labels) - document.querySelector('#parallel svg').getBoundingClientRect().left]; })()""")
    equal("wide: titles of axes do not touch", over, 0)
    check("wide: labels of categories are whole", left >= 0, left)
    names = tab.evaluate("[...document.querySelectorAll('#parallel .name')].map(t => t.firstChild.textContent)")
    equal("wide: titles of axes differ", len(set(names)), len(names))
