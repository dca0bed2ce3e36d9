// A metric over time with the best so far, and two objectives against one another.
// Knows nothing of other figures.

function makeHistory(store, host) {
  const { sweep } = store;
  const ends = endsOf(sweep);
  const finite = ends.filter(Number.isFinite);
  const first = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const extent = Math.max(1e-3, finite.reduce((a, b) => Math.max(a, b), -Infinity) - first);
  const x = Float32Array.from(ends, (end) => (end - first) / extent);
  const order = Uint32Array.from(ends.keys()).filter((run) => Number.isFinite(ends[run])).sort((a, b) => ends[a] - ends[b]);
  return () => {
    const { metric } = store;
    if (!metric || finite.length === 0) return host.replaceChildren(empty("No run has ended yet."));
    const width = widthOf(host);
    const box = { left: 58, top: 24, width: width - 74, height: 270 };
    const root = picture(`${metric.name} over time`, `A dot for each ${store.noun} when it ended, and the best so far.`, width, 334);
    const axis = { name: "time since the first run ended", ticks: (count) => timeTicks(extent, count) };
    const body = framed(root, box, axis, metric.axis, metric.name);
    const places = metric.axis.places;
    body.append(...scatter(store, box, x, places), bestSoFar(store, metric, order, x, box), ...bestMarks(store, box, x, places));
    root.append(svg("rect", { class: "area", x: box.left, y: box.top, width: box.width, height: box.height, ...hovering(store, root, box, x, places), click: (event) => event.currentTarget.dispatchEvent(new CustomEvent("chosen")) }));
    host.replaceChildren(root, ...outsideNotes(metric));
  };
}

/** When each run ended, or the last one of each configuration. */
function endsOf(sweep) {
  const { single } = sweep;
  if (single) {
    const ends = endsOf(single);
    return Float64Array.from({ length: sweep.runs }, (_, row) =>
      sweep.runsOf(row).map((run) => ends[run]).filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity));
  }
  const [start, seconds] = [sweep.field("start").numbers, sweep.field("seconds").numbers];
  return Float64Array.from(start, (begin, run) => begin / 1e6 + seconds[run]);
}

/** Steps along the kept runs in the order in which they ended. */
function bestSoFar(store, metric, order, x, { left, top, width, height }) {
  const sign = store.maximizes(metric.name) ? 1 : -1;
  let [best, d] = [-Infinity, ""];
  for (const run of order) {
    const value = sign * metric.numbers[run];
    if (store.mask[run] === 0 || !Number.isFinite(value) || value <= best) continue;
    const [at, up] = [(left + x[run] * width).toFixed(1), (top + (1 - metric.axis.places[run]) * height).toFixed(1)];
    d += d === "" ? `M${at} ${up}` : `H${at}V${up}`;
    best = value;
  }
  return svg("path", { class: "best-line", d: d && `${d}H${left + width}` }, svg("title", null, "best so far"));
}

/** The configurations of the front by their means over the repeats, in order. */
function frontPoints(sweep, first, second) {
  const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return sweep.best.map((configuration) => {
    const runs = sweep.repeats.map((_, index) => configuration * sweep.repeats.length + index)
      .filter((run) => Number.isFinite(first.numbers[run]) && Number.isFinite(second.numbers[run]));
    return [mean(runs.map((run) => first.numbers[run])), mean(runs.map((run) => second.numbers[run]))];
  }).filter(([a]) => Number.isFinite(a)).sort(([a], [b]) => a - b);
}

function makeFront(store, host) {
  const { sweep } = store;
  const [first, second] = sweep.objectives.map(({ metric }) => sweep.metric(metric));
  return () => {
    if (!first || !second) return host.replaceChildren(empty("No run has reported both objectives yet."));
    const width = Math.min(widthOf(host), 900);
    const box = { left: 64, top: 24, width: width - 84, height: 320 };
    const root = picture(`${second.name} against ${first.name}`, "A dot for each run; the front is joined.", width, 390);
    const [x, y] = [first.axis, second.axis];
    const body = framed(root, box, x, y, second.name);
    const d = frontPoints(sweep, first, second).map(([a, b], index) =>
      `${index > 0 ? "L" : "M"}${box.left + clamped(x.place(a)) * box.width} ${box.top + (1 - clamped(y.place(b))) * box.height}`).join("");
    body.append(...scatter(store, box, x.places, y.places), svg("path", { class: "best-line", d }), ...bestMarks(store, box, x.places, y.places));
    root.append(svg("rect", { class: "area", x: box.left, y: box.top, width: box.width, height: box.height, ...hovering(store, root, box, x.places, y.places), click: (event) => event.currentTarget.dispatchEvent(new CustomEvent("chosen")) }));
    host.replaceChildren(root, ...outsideNotes(first, second));
  };
}
