// Who ran where and when, a lane for each slot. Knows nothing of other figures.

const mostLanes = 48;

function makeTimeline(page, host) {
  const store = singleStore(page);
  const { sweep } = store;
  const spans = runSpans(sweep);
  const lanes = lanesOf(spans).slice(0, mostLanes);
  const first = spans.reduce((least, { from }) => Math.min(least, from), Infinity);
  const extent = Math.max(1e-3, spans.reduce((most, { to }) => Math.max(most, to), -Infinity) - first);
  return () => {
    if (spans.length === 0) return host.replaceChildren(empty("No run has begun yet."));
    const rowSize = lanes.length > 16 ? 14 : 22;
    const width = widthOf(host);
    const label = Math.min(200, 24 + 6.5 * Math.max(...lanes.map(({ name }) => Math.min(26, name.length))));
    const box = { left: label, top: 8, width: width - label - 56, height: lanes.length * rowSize };
    const root = picture("Timeline", "A lane for each slot, a bar for each run.", width, box.height + 44);
    const axis = { name: "time since the first run began", ticks: (count) => timeTicks(extent, count) };
    const body = framed(root, box, axis, null);
    lanes.forEach((lane, index) => {
      const y = box.top + index * rowSize;
      body.append(svg("text", { x: label - 8, y: y + rowSize / 2 + 4, "text-anchor": "end" }, shown(lane.name, 26)));
      body.append(svg("text", { x: box.left + box.width + 6, y: y + rowSize / 2 + 4, class: "small" }, `${Math.round((100 * lane.busy) / extent)} %`));
      body.append(...laneBars(store, lane, { ...box, top: y + 2, height: rowSize - 4 }, first, extent));
    });
    root.append(svg("rect", {
      class: "area", x: box.left, y: box.top, width: box.width, height: box.height, pointerleave: () => tip.hide(),
      pointermove: (event) => {
        const found = spanAt(event);
        if (found) tip.show(event, [...runLines(store, found.run).slice(0, 4), `${durationText(found.to - found.from)} in lane ${found.lane}`]);
        else tip.hide();
      },
      click: (event) => { const found = spanAt(event); if (found) showDetails(store, found.run); },
    }));
    const spanAt = (event) => {
      const [x, y] = pointerPlace(event, root);
      const lane = lanes[Math.floor((y - box.top) / rowSize)];
      const time = first + ((x - box.left) / box.width) * extent;
      const span = lane?.spans.find(({ from, to }) => from <= time && time <= to);
      return span && { ...span, lane: lane.name };
    };
    host.replaceChildren(root, ...(lanes.length === mostLanes ? [html("p", { class: "note" }, `The first ${mostLanes} lanes.`)] : []));
  };
}

function runSpans(sweep) {
  const [start, seconds] = [sweep.field("start").numbers, sweep.field("seconds").numbers];
  const [host, slots] = [sweep.field("host"), sweep.field("slots")];
  const spans = [];
  for (let run = 0; run < sweep.runs; run++) {
    if (!Number.isFinite(start[run]) || !Number.isFinite(seconds[run])) continue;
    const from = start[run] / 1e6;
    spans.push({ run, from, to: from + seconds[run], host: host.text(run) ?? "", slots: slots.text(run) ?? "" });
  }
  return spans.sort((a, b) => a.from - b.from);
}

/** Runs with slots are in the lane of these; others in the first lane of their host that is free. */
function lanesOf(spans) {
  const lanes = new Map();
  const several = new Set(spans.map(({ host }) => host)).size > 1;
  const free = new Map();
  for (const span of spans) {
    let name = span.slots;
    if (name === "") {
      const ends = free.get(span.host) ?? [];
      free.set(span.host, ends);
      let lane = ends.findIndex((end) => end <= span.from + 1e-3);
      if (lane < 0) lane = ends.length;
      ends[lane] = span.to;
      name = `job ${lane + 1}`;
    }
    if (several) name = `${span.host} ${name}`;
    const lane = lanes.get(name) ?? { name, spans: [], busy: 0 };
    lane.spans.push(span);
    lane.busy += span.to - span.from;
    lanes.set(name, lane);
  }
  return [...lanes.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** One path for each state; bars that touch within a pixel are one. */
function laneBars(store, lane, { left, top, width, height }, first, extent) {
  const state = store.sweep.field("state");
  const paths = new Map();
  const last = new Map();
  for (const { run, from, to } of lane.spans) {
    const kind = store.keepsRun(run) ? `bar ${state.text(run)}` : "bar rest";
    const begin = left + ((from - first) / extent) * width;
    const end = Math.max(begin + 1, left + ((to - first) / extent) * width - 0.5);
    if (end < (last.get(kind) ?? -1) + 0.5) continue;
    last.set(kind, end);
    paths.set(kind, `${paths.get(kind) ?? ""}M${begin.toFixed(1)} ${top}H${end.toFixed(1)}v${height}H${begin.toFixed(1)}z`);
  }
  return [...paths].map(([kind, d]) => svg("path", { class: kind, d }));
}
