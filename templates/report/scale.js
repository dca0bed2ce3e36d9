// Axes: from the values of a column to places between 0 and 1, and ticks. Knows nothing of pixels.

const mostCategories = 24;

/** The axis of a column; kept by the name under which brushes know it. */
function makeAxes(sweep) {
  const axes = new Map();
  for (const column of [...sweep.parameters, ...sweep.metrics]) {
    const isNumeric = column.range || column.role === "metric";
    const axis = isNumeric ? numberAxis(column) : categoryAxis(column);
    axis.key = `${column.role} ${column.name}`;
    axis.column = column;
    axis.name = column.name;
    axes.set(axis.key, axis);
    column.axis = axis;
  }
  return axes;
}

/** Numbers on the scale that hpmake has chosen; those that lie beyond it stand at the edge. */
function numberAxis(column) {
  const range = column.range ?? { log: false, low: 0, high: 1, ticks: [], outside: 0 };
  const scale = makeScale(range);
  const places = Float32Array.from(column.numbers, (number) => (Number.isFinite(number) ? clamped(scale.place(number)) : NaN));
  return { ...scale, outside: range.outside, places, isCategorical: false };
}

/** Whether some run has no place on an axis; found once. */
function hasGaps(axis) {
  axis.hasGaps ??= axis.places.some(Number.isNaN);
  return axis.hasGaps;
}

/** NaN stays NaN: there is no place. */
function clamped(place) {
  return place < 0 ? 0 : place > 1 ? 1 : place;
}

/** The scale of a range as the page's data has it: its ends, and ticks with their labels. */
function makeScale({ log: isLog, low, high, ticks, zero }) {
  if (zero) return scaleWithZero(makeScale({ log: isLog, low, high, ticks: [] }), ticks, zero);
  const [from, extent] = isLog ? [Math.log(low), Math.log(high) - Math.log(low)] : [low / 2, high / 2 - low / 2];
  const place = (value) => ((isLog ? Math.log(value) : value / 2) - from) / extent;
  return {
    low, high, isLog, place,
    value: (at) => (isLog ? Math.exp(from + at * extent) : 2 * (from + at * extent)),
    ticks: () => ticks.map(([value, label]) => ({ place: place(value), label })),
  };
}

/** A log scale beside which 0 has a place of its own: where that is, and where the rest begins. */
function scaleWithZero(rest, ticks, [zeroPlace, zeroEnd]) {
  const place = (value) => (value === 0 ? zeroPlace : zeroEnd + (1 - zeroEnd) * rest.place(value));
  return {
    ...rest, low: 0, place,
    value: (at) => (at < zeroEnd / 2 ? 0 : rest.value((at - zeroEnd) / (1 - zeroEnd))),
    ticks: () => ticks.map(([value, label]) => ({ place: place(value), label })),
  };
}

/** Says of metrics how many values stand at the edge of the figure, since they lie beyond it. */
function outsideNotes(...columns) {
  return columns.filter(({ axis }) => axis.outside > 0).map(({ name, axis: { outside } }) =>
    html("p", { class: "note" }, `${countText(outside)} ${outside === 1 ? "value" : "values"} of ${shown(name, 40)} beyond the axis, drawn at its edge.`));
}

/** Texts side by side; of very many the rarest are one. */
function categoryAxis(column) {
  const counts = new Map();
  const texts = column.texts ?? [];
  for (const text of texts) counts.set(text, 0);
  for (let run = 0; run < column.codes.length; run++) {
    const text = column.codes[run] < 0 ? "absent" : texts[column.codes[run]];
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  let names = [...counts.keys()];
  let others = null;
  if (names.length > mostCategories) {
    const frequent = new Set([...names].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, mostCategories - 1));
    others = `${names.length - frequent.size} others`;
    names = [...names.filter((name) => frequent.has(name)), others];
  }
  const index = new Map(names.map((name, place) => [name, place]));
  const place = (position) => (position + 0.5) / names.length;
  const code = (run) => {
    const text = column.codes[run] < 0 ? "absent" : texts[column.codes[run]];
    return index.get(text) ?? names.length - 1;
  };
  const places = new Float32Array(column.codes.length);
  for (let run = 0; run < places.length; run++) places[run] = place(code(run));
  return {
    isCategorical: true, isLog: false, names, places, label: (run) => names[code(run)],
    position: (at) => Math.min(names.length - 1, Math.max(0, Math.floor(at * names.length))),
    ticks: () => names.map((name, position) => ({ place: place(position), label: name === "" ? '""' : name })),
  };
}

/** Round times on a scale of seconds from 0. */
function timeTicks(seconds, count) {
  const units = [[1, "s", [1, 2, 5, 10, 15, 30]], [60, "min", [1, 2, 5, 10, 15, 30]], [3600, "h", [1, 2, 3, 6, 12]],
    [86400, "d", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]]];
  const least = seconds / count;
  for (const [size, name, steps] of units) {
    const step = steps.find((each) => each * size >= least);
    if (least <= 0.5 || !step) continue;
    const ticks = [];
    for (let value = 0; value * size <= seconds; value += step) {
      ticks.push({ place: (value * size) / seconds, label: value === 0 ? "0" : `${value} ${name}` });
    }
    return ticks;
  }
  const power = 10 ** Math.floor(Math.log10(seconds / 4));
  const step = [1, 2, 5, 10].find((each) => each * power * 5 >= seconds) * power;
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, index) => (
    { place: (index * step) / seconds, label: `${shortNumber(index * step, 6)} s` }));
}
