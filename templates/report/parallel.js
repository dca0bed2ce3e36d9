// Parallel coordinates: a line for each run across all axes. Knows nothing of other figures.

/** More lines than these cannot be told apart; the best are always among them. */
const mostLines = 700;
const mostAxes = 14;
/** Where a line passes an axis whose parameter the run has not. */
const absentPlace = -0.06;
/** The shares of the drawn lines that are worse than those of each level. */
const levelShares = [0, 0.25, 0.5, 0.7, 0.85, 0.95, 0.98];
const lineLevels = levelShares.length;

function makeParallel(store, host) {
  const { sweep } = store;
  function draw() {
    const { metric } = store;
    const columns = parallelColumns(store);
    if (columns.length < 2) return host.replaceChildren(empty("There are no two columns that vary."));
    const height = 380;
    const width = Math.max(widthOf(host), 60 + columns.length * 84);
    const axes = columns.map((column) => column.axis);
    const left = axes[0].isCategorical ? 92 : 66;
    const box = { left, top: 40, width: width - left - 60, height: height - 64 };
    const at = (index) => box.left + (index * box.width) / (axes.length - 1);
    const root = picture("Parallel coordinates", `A line for each ${store.noun}, the better the metric the stronger.`, width, height);
    const kept = lineRuns(store, metric, 1, mostLines);
    const rest = store.isFiltered ? lineRuns(store, metric, 0, mostLines / 3) : [];
    const path = (run) => linePath(axes, run, at, box);
    root.append(svg("path", { class: "line rest", d: rest.map(path).join("") }));
    const levels = Array.from({ length: lineLevels }, () => "");
    kept.forEach((run, index) => { levels[lineLevel(index / kept.length, metric)] += path(run); });
    levels.forEach((d, level) => { if (d) root.append(svg("path", { class: `line level level-${level}`, d })); });
    const best = kept.filter(sweep.isBest);
    root.append(svg("path", { class: "line best", d: best.map(path).join("") }));
    const hover = svg("path", { class: "line hover", d: "" });
    const names = shownApart(axes.map(({ name }) => name), Math.max(5, Math.floor((box.width / (axes.length - 1) - 8) / 8.4)));
    root.append(hover, ...axes.map((axis, index) => parallelAxis(store, root, axis, at(index), box, index === axes.length - 1, names[index])));
    root.addEventListener("pointermove", (event) => {
      if (event.buttons !== 0) return;
      const run = nearestLine(axes, kept, at, box, pointerPlace(event, root));
      hover.setAttribute("d", run === null ? "" : path(run));
      if (run === null) tip.hide();
      else tip.show(event, runLines(store, run));
    });
    root.addEventListener("pointerleave", () => { hover.setAttribute("d", ""); tip.hide(); });
    const notes = parallelNotes(store, metric, kept.length);
    host.replaceChildren(html("div", { class: "wide" }, root), ...notes);
  }
  return draw;
}

/** What is not drawn. */
function parallelNotes(store, metric, drawn) {
  const known = metric ? ranked(store, metric).length : store.kept;
  const notes = [];
  if (drawn < known) notes.push(`${countText(drawn)} of ${countText(known)} ${store.noun}s are drawn: the best, and others evenly.`);
  if (known < store.kept) notes.push(`${countText(store.kept - known)} without a finite ${shown(metric.name, 40)} are left out.`);
  return [...(notes.length > 0 ? [html("p", { class: "note" }, notes.join(" "))] : []), ...outsideNotes(...(metric ? [metric] : []))];
}

/** What varies: the parameters that matter most, and the metric at the end. */
function parallelColumns(store) {
  const { sweep, metric } = store;
  const shares = new Map(sweep.shares);
  const varying = sweep.parameters.filter((column) => column.isVarying);
  const chosen = new Set([...varying].sort((a, b) => (shares.get(b.name) ?? 0) - (shares.get(a.name) ?? 0)).slice(0, mostAxes));
  const ends = [...sweep.objectives.map((objective) => sweep.metric(objective.metric)), metric];
  return [...varying.filter((column) => chosen.has(column)), ...[...new Set(ends)].filter((column) => column?.isVarying)];
}

/** Runs to draw, the best last; of many the best, and some of the others, evenly. */
function lineRuns(store, metric, isKept, most) {
  const runs = [];
  const { sweep, mask } = store;
  const order = metric ? ascending(metric) : null;
  const isUp = metric && store.maximizes(metric.name);
  const count = order ? order.length : sweep.runs;
  for (let index = 0; index < count; index++) {
    const run = order ? order[isUp ? count - 1 - index : index] : index;
    if (mask[run] === isKept) runs.push(run);
  }
  if (runs.length <= most) return runs.reverse();
  const best = Math.floor(most / 5);
  const others = Math.floor(most - best);
  const stride = (runs.length - best) / others;
  const chosen = runs.slice(0, best);
  for (let index = 0; index < others; index++) chosen.push(runs[best + Math.floor(index * stride)]);
  return chosen.reverse();
}

/** How much a line stands out, by the share of lines that are worse: the few best most. */
function lineLevel(share, metric) {
  return metric ? levelShares.findLastIndex((least) => share >= least) : 3;
}

/** Where a run stands on an axis; NaN where it has no such metric. */
function placeOn(axis, run) {
  const place = axis.places[run];
  return Number.isNaN(place) && axis.column.role !== "metric" ? absentPlace : place;
}

/** A line with gaps where the run has no such metric. */
function linePath(axes, run, at, { top, height }) {
  let [d, isOpen] = ["", false];
  for (let index = 0; index < axes.length; index++) {
    const place = placeOn(axes[index], run);
    if (Number.isNaN(place)) {
      isOpen = false;
      continue;
    }
    d += `${isOpen ? "L" : "M"}${Math.round(at(index))} ${Math.round(top + (1 - place) * height)}`;
    isOpen = true;
  }
  return d;
}

function parallelAxis(store, root, axis, at, box, isLast, name) {
  const { top, height } = box;
  const group = svg("g", { class: "axis" }, svg("path", { d: `M${at} ${top}v${height}` }));
  const ticks = spaced(axis.ticks(), height, () => 12);
  const hasAbsent = axis.column.role !== "metric" && hasGaps(axis);
  const short = shownApart(ticks.map(({ label }) => label), 9);
  const labels = ticks.map(({ place }, index) => [place, short[index]]);
  for (const [place, label] of hasAbsent ? [...labels, [absentPlace, "absent"]] : labels) {
    const [x, anchor] = isLast ? [at + 5, "start"] : [at - 4, "end"];
    group.append(svg("text", { x, y: top + (1 - place) * height + 4, "text-anchor": anchor, class: "halo" }, label));
  }
  group.append(svg("text", { x: at, y: top - 22, "text-anchor": "middle", class: "name" }, name, svg("title", null, shown(axis.name, 200))));
  if (axis.isLog) group.append(svg("text", { x: at, y: top - 9, "text-anchor": "middle", class: "small" }, "log"));
  const area = brushArea(store, root, axis, { left: at - 16, top, width: 32, height }, true);
  group.append(area.element);
  return group;
}

/** The line that passes nearest to a place, within some pixels. */
function nearestLine(axes, runs, at, { left, top, width, height }, [atX, atY]) {
  const position = ((atX - left) / width) * (axes.length - 1);
  const index = Math.max(0, Math.min(axes.length - 2, Math.floor(position)));
  const share = position - index;
  if (share < 0 || share > 1 || atY < top || atY > top + height) return null;
  const place = 1 - (atY - top) / height;
  let [best, least] = [null, 5 / height];
  for (const run of runs) {
    const [from, to] = [placeOn(axes[index], run), placeOn(axes[index + 1], run)];
    const distance = Math.abs(from + (to - from) * share - place);
    if (distance <= least) [best, least] = [run, distance];
  }
  return best;
}
