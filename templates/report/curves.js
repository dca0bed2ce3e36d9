// Learning curves: the best runs one by one, of the others a band. Knows nothing of other figures.

function makeCurves(store, host) {
  const { curves } = store.sweep;
  return () => {
    if (!curves) return host.replaceChildren(empty("No run has written a metrics.jsonl."));
    const kept = curves.runs.map((curve, index) => ({ ...curve, run: store.rowOf(curve.configuration), isTop: index < curves.top }))
      .filter(({ run }) => store.mask[run] === 1);
    if (kept.every(({ values }) => values.every((value) => value === null))) return host.replaceChildren(empty("None of the runs that are kept has a curve in this page."));
    const width = widthOf(host);
    const box = { left: 58, top: 24, width: width - 74, height: 290 };
    const [x, y] = [makeScale(curves.x), makeScale(curves.y)];
    const root = picture(`${curves.metric} by ${curves.step}`, "The best runs, and a band of the others.", width, 354);
    const body = framed(root, box, { ...x, name: curves.step }, y, curves.metric);
    const place = (step, value) => `${(box.left + x.place(step) * box.width).toFixed(1)} ${(box.top + (1 - clamped(y.place(value))) * box.height).toFixed(1)}`;
    const others = kept.filter(({ isTop }) => !isTop);
    if (others.length > 2) body.append(...bandPaths(others, x, place));
    else body.append(...others.map((curve) => curvePath(store, curve, place, "curve rest")));
    kept.filter(({ isTop }) => isTop).reverse().forEach((curve) => {
      body.append(curvePath(store, curve, place, store.sweep.isBest(curve.run) ? "curve best" : "curve"));
    });
    host.replaceChildren(root, ...(curves.note ? [html("p", { class: "note" }, curves.note)] : []), ...outsideNotes({ name: curves.metric, axis: curves.y }));
  };
}

function curvePath(store, { run, steps, values }, place, kind) {
  let [d, isOpen] = ["", false];
  steps.forEach((step, index) => {
    if (values[index] === null) isOpen = false;
    else {
      d += `${isOpen ? "L" : "M"}${place(step, values[index])}`;
      isOpen = true;
    }
  });
  return svg("path", {
    class: kind, d, pointermove: (event) => tip.show(event, runLines(store, run)), pointerleave: () => tip.hide(),
    click: () => showDetails(store, run),
  }, svg("title", null, shown(store.sweep.id(run), 120)));
}

/** The middle 80 % of some curves, and their median: at their steps where these are few, else evenly apart. */
function bandPaths(curves, x, place) {
  const rows = [];
  const own = [...new Set(curves.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  for (const step of own.length <= 61 ? own : Array.from({ length: 61 }, (_, index) => x.value(index / 60))) {
    const values = curves.map((curve) => valueAt(curve, step)).filter((value) => value !== null).sort((a, b) => a - b);
    if (values.length < 2) continue;
    const at = (share) => values[Math.round(share * (values.length - 1))];
    rows.push([step, at(0.1), at(0.5), at(0.9)]);
  }
  if (rows.length < 2) return [];
  const line = (part, from) => from.map((row) => place(row[0], row[part])).join("L");
  return [
    svg("path", { class: "band", d: `M${line(3, rows)}L${line(1, [...rows].reverse())}Z` }, svg("title", null, "80 % of the others")),
    svg("path", { class: "curve rest", d: `M${line(2, rows)}` }, svg("title", null, "median of the others")),
  ];
}

/** A curve between its points; null outside of them. */
function valueAt({ steps, values }, step) {
  const next = steps.findIndex((each) => each >= step);
  if (next < 0 || values[next] === null) return null;
  if (steps[next] === step || next === 0) return steps[next] === step ? values[next] : null;
  const before = values[next - 1];
  if (before === null) return values[next];
  return before + ((values[next] - before) * (step - steps[next - 1])) / (steps[next] - steps[next - 1]);
}
