// Puts the page together: reads the data, fills the places that the page has for it, and draws again
// what a change concerns. Knows each part by its name alone.

function start() {
  const saved = memory.load();
  const single = readSweep(document.getElementById("data"));
  const sweep = saved.state?.areSingle ? single : configurationsOf(single);
  const axes = makeAxes(sweep);
  const store = makeStore(sweep, axes, saved.state);
  document.documentElement.classList.add("scripted");
  makeControls(store, document.getElementById("controls"));
  const scroller = sweep.runs > 0 ? makeTable(store, document.getElementById("table")) : null;
  const figures = makeFigures(store);
  store.subscribe(() => {
    for (const item of document.querySelectorAll("#failures [data-run], #running [data-run]")) {
      item.hidden = !store.keepsRun(Number(item.dataset.run));
    }
  });
  store.change({});
  if (saved.scroll) {
    // All of the page has to be there for its places to be the same.
    figures.drawAll();
    window.scrollTo(0, saved.scroll.page);
    if (scroller) scroller.scrollTop = saved.scroll.table;
  }
  addEventListener("pagehide", () => store.isLeaving || memory.save({
    state: store.state, scroll: { page: window.scrollY, table: scroller?.scrollTop ?? 0 },
  }));
  spellIDs(sweep, 0);
  if (sweep.reload) reloadLater(sweep.reload);
}

/** Spells out all ids, a few at a time, before somebody filters by them. */
function spellIDs(sweep, first) {
  const next = Math.min(sweep.runs, first + 1000);
  for (let run = first; run < next; run++) sweep.id(run);
  if (next < sweep.runs) setTimeout(() => spellIDs(sweep, next), 20);
}

/** Figures in sight are drawn at once, the others when the browser has time, or for the printer. */
function makeFigures(store) {
  const makers = {
    parallel: makeParallel, slices: makeSlices, map: makeMap, history: makeHistory, front: makeFront,
    curves: makeCurves, timeline: makeTimeline,
  };
  const figures = [...document.querySelectorAll("[data-figure]")].map((host) => ({
    host, draw: makers[host.dataset.figure](store, host), isStale: true, isSeen: false,
  }));
  let waiting = 0;
  const draw = (figure) => {
    figure.isStale = false;
    figure.draw();
  };
  const measure = () => {
    const widths = figures.map(({ host }) => host.clientWidth);
    figures.forEach((figure, index) => {
      figure.isStale ||= figure.host.dataset.width !== String(widths[index]);
      figure.host.dataset.width = widths[index];
    });
  };
  const drawNext = () => {
    waiting = 0;
    const figure = figures.find(({ isStale }) => isStale);
    if (figure) draw(figure);
    later();
  };
  const later = () => {
    if (waiting || !figures.some(({ isStale }) => isStale)) return;
    waiting = setTimeout(drawNext, 30);
  };
  const drawSeen = () => {
    for (const figure of figures.filter((each) => each.isStale && each.isSeen)) draw(figure);
    // Typing and dragging come first: the rest waits until they pause.
    clearTimeout(waiting);
    waiting = 0;
    if (figures.some(({ isStale }) => isStale)) waiting = setTimeout(drawNext, 250);
  };
  const drawAll = () => figures.filter(({ isStale }) => isStale).forEach(draw);
  const concerns = (parts) => Object.keys(parts).some((part) => part !== "sort");
  store.subscribe(({ isFilter, parts }) => {
    if (!isFilter && !concerns(parts) && store.mask) return;
    const held = document.activeElement;
    const key = held?.closest?.("[data-figure]") ? focusKey(held) : null;
    figures.forEach((figure) => { figure.isStale = true; });
    drawSeen();
    if (key) restoreFocus(key);
  });
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      figures.find(({ host }) => host === target).isSeen = isIntersecting;
    }
    drawSeen();
  }, { rootMargin: "50px" });
  figures.forEach(({ host }) => observer.observe(host));
  measure();
  addEventListener("beforeprint", () => { measure(); drawAll(); });
  addEventListener("resize", () => { measure(); drawSeen(); });
  return { drawAll };
}

/** A figure that is drawn anew keeps the focus on the axis or list that had it. */
function focusKey(element) {
  const host = element.closest("[data-figure]");
  const all = [...host.querySelectorAll("[tabindex], select")];
  return { figure: host.dataset.figure, place: all.indexOf(element) };
}

function restoreFocus({ figure, place }) {
  document.querySelector(`[data-figure="${figure}"]`).querySelectorAll("[tabindex], select")[place]?.focus({ preventScroll: true });
}

/** A page that is still growing loads itself again, but not while something in it is being used. */
function reloadLater(seconds) {
  let isPressed = false;
  addEventListener("pointerdown", () => { isPressed = true; });
  addEventListener("pointerup", () => { isPressed = false; });
  setInterval(() => {
    const isInUse = isPressed || document.hidden || document.getElementById("details").open || document.activeElement?.id === "filter";
    if (!isInUse) location.reload();
  }, seconds * 1000);
}

start();
