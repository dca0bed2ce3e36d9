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
    host.replaceChildren(html("div", { class: "panels" }, ...parameters.map((column) => slice(store, metric, column, size))), ...outsideNotes(metric));
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
function strips(axis) {
  const { isCategorical, names, places } = axis;
  const sorted = [...(singlePlaces(axis)?.keys() ?? [])];
  const gap = isCategorical ? 1 / names.length
    : sorted.slice(1).reduce((least, place, index) => Math.min(least, place - sorted[index]), 0.1);
  if (!isCategorical && sorted.length === 0) return places;
  if (axis.spread) return axis.spread;
  const spread = new Float32Array(places.length);
  for (let run = 0; run < places.length; run++) {
    // The golden ratio spreads neighbours far apart, and the same in every drawing.
    spread[run] = places[run] + (((run * 0.618034) % 1) - 0.5) * Math.min(0.5 * gap, 0.12);
  }
  axis.spread = spread;
  return spread;
}

/**
 * The median of the kept runs: of each category or single value, else of runs side by side. The runs
 * are walked through in the order of the metric, so that half of each group is its median.
 */
function medianLine(store, box, column, metric) {
  const x = column.axis;
  const { group, sizes, across } = groupsOf(store, column, metric);
  const seen = new Uint32Array(sizes.length);
  const heights = new Float64Array(sizes.length).fill(NaN);
  for (const run of ascending(metric)) {
    const here = store.mask[run] === 1 ? group[run] : -1;
    if (here >= 0 && ++seen[here] === Math.ceil(sizes[here] / 2)) heights[here] = metric.axis.places[run];
  }
  const half = box.width * (x.isCategorical ? 0.3 / x.names.length : 0);
  let d = "";
  heights.forEach((height, here) => {
    if (Number.isNaN(height)) return;
    const [at, up] = [box.left + across[here] * box.width, (box.top + (1 - height) * box.height).toFixed(1)];
    d += half > 0 ? `M${at - half} ${up}h${2 * half}` : `${d === "" ? "M" : "L"}${at.toFixed(1)} ${up}`;
  });
  return svg("path", { class: "median", d }, svg("title", null, "median"));
}

/** For each run its group, from the left to the right; -1 for none. */
function groupsOf(store, column, metric) {
  const places = column.axis.places;
  const single = singlePlaces(column.axis);
  const isKnown = (run) => store.mask[run] === 1 && !Number.isNaN(metric.axis.places[run]) && !Number.isNaN(places[run]);
  let known = 0;
  for (let run = 0; run < places.length; run++) if (isKnown(run)) known++;
  const count = single?.size ?? Math.max(1, Math.min(30, Math.floor(known / 5)));
  const group = new Int16Array(places.length).fill(-1);
  const [sizes, across] = [new Uint32Array(count), single ? [...single.keys()] : new Float64Array(count)];
  let index = 0;
  for (const run of single ? places.keys() : ascending(column)) {
    if (!isKnown(run)) continue;
    const here = single ? single.get(places[run]) : Math.floor((index++ * count) / known);
    group[run] = here;
    // The run in the middle of a group is near enough to the median of its places.
    if (!single && sizes[here] <= known / count / 2) across[here] = places[run];
    sizes[here]++;
  }
  return { group, sizes, across };
}

/** The places of an axis in order, each with its index, where they are few; null where they are many. */
function singlePlaces(axis) {
  if (axis.single === undefined) {
    const places = new Set();
    for (const place of axis.places) {
      if (!Number.isNaN(place)) places.add(place);
      if (places.size > 30) break;
    }
    axis.single = places.size > 30 ? null : new Map([...places].sort((a, b) => a - b).map((place, index) => [place, index]));
  }
  return axis.single;
}
