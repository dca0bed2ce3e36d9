// A metric against each parameter, side by side. Knows nothing of other figures.

function makeSlices(store, host) {
  const { sweep } = store;
  const shares = new Map(sweep.shares);
  const parameters = sweep.parameters.filter((column) => column.isVarying)
    .sort((a, b) => (shares.get(b.name) ?? -1) - (shares.get(a.name) ?? -1)).slice(0, 24);
  function draw() {
    const { metric } = store;
    if (!metric) return host.replaceChildren(empty("No run has reported a metric yet."));
    if (parameters.length === 0) return host.replaceChildren(empty("No parameter varies."));
    const total = widthOf(host);
    const perRow = Math.max(1, Math.min(parameters.length, Math.floor(total / 270)));
    const size = { width: Math.floor((total - 14 * (perRow - 1)) / perRow), height: 210 };
    host.replaceChildren(html("div", { class: "panels" }, ...parameters.map((column) => slice(store, metric, column, size))));
  }
  return draw;
}

function slice(store, metric, column, size) {
  const [x, y] = [column.axis, metric.axis];
  const box = { left: 50, top: 14, width: size.width - 62, height: size.height - 54 };
  const root = picture(`${metric.name} against ${column.name}`, "A dot for each run, and the running median.", size.width, size.height);
  const body = framed(root, box, x, { ...y, name: null });
  const across = strips(x);
  body.append(...scatter(store, box, across, y.places), medianLine(store, box, column, metric), ...bestMarks(store, box, across, y.places));
  root.append(brushArea(store, root, x, box, false, hovering(store, root, box, across, y.places)).element);
  return root;
}

/** Places of categories or few numbers, spread a little so that dots do not hide one another. */
function strips({ isCategorical, names, places }) {
  const gap = isCategorical ? 1 / names.length : leastGap(places);
  if (gap === 0) return places;
  const spread = new Float32Array(places.length);
  for (let run = 0; run < places.length; run++) {
    // The golden ratio spreads neighbours far apart, and the same in every drawing.
    spread[run] = places[run] + (((run * 0.618034) % 1) - 0.5) * Math.min(0.5 * gap, 0.12);
  }
  return spread;
}

/** The least distance of single values of few; 0 where they are many. */
function leastGap(places) {
  const single = new Set();
  for (const place of places) {
    if (!Number.isNaN(place)) single.add(place);
    if (single.size > 24) return 0;
  }
  const sorted = [...single].sort((a, b) => a - b);
  return sorted.slice(1).reduce((least, place, index) => Math.min(least, place - sorted[index]), 0.1);
}

/** The median of the kept runs: of each category or single value, else of runs side by side. */
function medianLine(store, box, column, metric) {
  const x = column.axis;
  const kept = [];
  const runs = x.isCategorical ? byPlace(x.places) : ascending(column);
  for (const run of runs) if (store.mask[run] === 1 && Number.isFinite(metric.numbers[run])) kept.push(run);
  const groups = new Map();
  for (const run of kept) {
    const place = x.places[run];
    if (groups.has(place)) groups.get(place).push(run);
    else groups.set(place, [run]);
    if (groups.size > 30) break;
  }
  const parts = groups.size <= 30 ? [...groups.values()] : equalParts(kept, Math.min(30, Math.floor(kept.length / 5)));
  const points = parts.filter((part) => part.length > 0).map((part) => [
    box.left + box.width * median(part.map((run) => x.places[run])),
    box.top + box.height * (1 - clamped(metric.axis.place ? metric.axis.place(median(part.map((run) => metric.numbers[run]))) : 0)),
  ]);
  const half = (box.width / Math.max(1, x.names?.length ?? 1)) * 0.3;
  const d = x.isCategorical
    ? points.map(([at, up]) => `M${at - half} ${up}h${2 * half}`).join("")
    : points.map(([at, up], index) => `${index > 0 ? "L" : "M"}${at.toFixed(1)} ${up.toFixed(1)}`).join("");
  return svg("path", { class: "median", d }, svg("title", null, "median"));
}

function byPlace(places) {
  return Array.from({ length: places.length }, (_, run) => run).filter((run) => !Number.isNaN(places[run]));
}

function equalParts(items, count) {
  return Array.from({ length: count }, (_, part) =>
    items.slice(Math.floor((items.length * part) / count), Math.floor((items.length * (part + 1)) / count)));
}

function median(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
