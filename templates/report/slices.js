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
  const root = picture(`${metric.name} against ${column.name}`, `A dot for each ${store.noun}, the median, and half of them around it.`, size.width, size.height);
  const body = framed(root, box, x, { ...y, name: null });
  const across = strips(x);
  const [band, line] = quartileShapes(store, box, column, metric);
  body.append(...(band ? [band] : []), ...scatter(store, box, across, y.places), ...(line ? [line] : []), ...bestMarks(store, box, across, y.places));
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

/** The median, and between which values half of the kept rows lie: of each category or value of few, else smooth. */
function quartileShapes(store, box, column, metric) {
  const x = column.axis;
  const rows = quartilesOf(store, x, metric);
  const at = (place) => (box.left + place * box.width).toFixed(1);
  const up = (place) => (box.top + (1 - place) * box.height).toFixed(1);
  if (rows.length === 0) return [];
  const title = svg("title", null, "median, and half of the others around it");
  if (x.isCategorical) {
    const half = (box.width * 0.3) / x.names.length;
    const bar = ([place, low, , high]) => `M${(box.left + place * box.width - half).toFixed(1)} ${up(high)}h${2 * half}V${up(low)}h${-2 * half}z`;
    const line = ([place, , middle]) => `M${(box.left + place * box.width - half).toFixed(1)} ${up(middle)}h${2 * half}`;
    return [svg("path", { class: "band", d: rows.map(bar).join("") }), svg("path", { class: "median", d: rows.map(line).join("") }, title)];
  }
  const path = (part, from) => from.map((row) => `${at(row[0])} ${up(row[part])}`).join("L");
  return [
    svg("path", { class: "band", d: `M${path(3, rows)}L${path(1, [...rows].reverse())}Z` }),
    svg("path", { class: "median", d: `M${path(2, rows)}` }, title),
  ];
}

/** Rows of place, lower quartile, median and upper quartile, all as places on their axes. */
function quartilesOf(store, x, metric) {
  const kept = keptRuns(store, metric).ascending;
  const runs = hasGaps(x) ? kept.filter((run) => !Number.isNaN(x.places[run])) : kept;
  const heights = metric.axis.places;
  const single = singlePlaces(x);
  const distinct = x.isCategorical || (single && (single.size <= 12 || single.size * 4 <= runs.length) && single.size * 2 <= runs.length);
  if (distinct) {
    const groups = [...single.keys()].map((place) => [place, []]);
    for (const run of runs) groups[single.get(x.places[run])][1].push(heights[run]);
    return groups.filter(([, values]) => values.length > 0)
      .map(([place, values]) => [place, ...[0.25, 0.5, 0.75].map((share) => quantileOf(values, share))]);
  }
  if (runs.length < 8) return [];
  const stride = Math.ceil(runs.length / 1000);
  const known = runs.filter((_, index) => index % stride === 0);
  const [places, values] = [x.places, heights].map((all) => Float64Array.from(known, (run) => all[run]));
  const sorted = places.toSorted();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const width = (high - low) * 0.75 * known.length ** -0.2;
  return Array.from({ length: 41 }, (_, index) => {
    const place = low + ((high - low) * index) / 40;
    const reach = Math.max(width, distanceTo(5, place, sorted) * 1.2 + 1e-9);
    const weights = places.map((each) => Math.max(0, cube(1 - cube(Math.abs(each - place) / reach))));
    return [place, ...weightedQuantiles(values, weights, [0.25, 0.5, 0.75])];
  });
}

/** Several times as fast as a power, which forty thousand of them would be for each figure. */
function cube(number) {
  return number * number * number;
}

/** How far the nearest few of sorted places are away. */
function distanceTo(count, place, places) {
  let right = places.findIndex((each) => each >= place);
  if (right < 0) right = places.length;
  let [left, farthest] = [right - 1, 0];
  for (let index = 0; index < Math.min(count, places.length); index++) {
    const before = left >= 0 ? place - places[left] : Infinity;
    const after = right < places.length ? places[right] - place : Infinity;
    farthest = Math.min(before, after);
    if (before <= after) left--;
    else right++;
  }
  return farthest;
}

/** Of sorted values, linear between neighbours. */
function quantileOf(values, share) {
  const place = share * (values.length - 1);
  const below = Math.floor(place);
  return values[below] + ((values[below + 1] ?? values[below]) - values[below]) * (place - below);
}

/** Each of sorted values stands in the middle of its weight, with straight lines between. The shares rise. */
function weightedQuantiles(values, weights, shares) {
  const total = weights.reduce((a, b) => a + b, 0);
  const found = [];
  let [sum, before, last] = [0, 0, NaN];
  for (let index = 0; index < values.length && found.length < shares.length; index++) {
    if (weights[index] === 0) continue;
    const [weight, value] = [weights[index] / total, values[index]];
    const here = sum + weight / 2;
    while (here >= shares[found.length]) {
      const share = shares[found.length];
      found.push(Number.isNaN(last) ? value : last + ((value - last) * (share - before)) / (here - before));
    }
    [before, last] = [here, value];
    sum += weight;
  }
  return shares.map((_, index) => found[index] ?? last);
}

/** The places of an axis in order, each with its index, where they are categories or few; else null. */
function singlePlaces(axis) {
  if (axis.single === undefined) {
    const places = new Set();
    for (const place of axis.places) {
      if (!Number.isNaN(place)) places.add(place);
      if (places.size > 30 && !axis.isCategorical) break;
    }
    axis.single = places.size > 30 && !axis.isCategorical ? null : new Map([...places].sort((a, b) => a - b).map((place, index) => [place, index]));
  }
  return axis.single;
}
