// Axes: from the values of a column to places between 0 and 1, and ticks. Knows nothing of pixels.

const mostCategories = 24;

/** The axis of a column; kept by the name under which brushes know it. */
function makeAxes(sweep) {
  const axes = new Map();
  for (const column of [...sweep.parameters, ...sweep.metrics, sweep.field("seconds")]) {
    if (!column) continue;
    const axis = column.isNumeric ? numberAxis(column) : categoryAxis(column);
    axis.key = `${column.role} ${column.name}`;
    axis.column = column;
    axis.name = column.name;
    axes.set(axis.key, axis);
    column.axis = axis;
  }
  return axes;
}

/** Numbers on a scale, by ratio where they lie more evenly so. */
function numberAxis(column) {
  const order = ascending(column);
  const at = (share) => column.numbers[order[Math.round(share * (order.length - 1))]];
  let [low, high] = order.length > 0 ? [at(0), at(1)] : [0, 1];
  const isLog = low > 0 && high / low >= 99.999 && isMoreEvenByRatio(column, order);
  // A few numbers far out would leave no room for all others; they stand at the edge.
  let isClipped = false;
  if (!isLog && column.role !== "parameter" && order.length > 20) {
    const [first, last] = [at(0.02), at(0.98)];
    const room = 3 * (last - first);
    const clipped = [Math.max(low, first - room), Math.min(high, last + room)];
    isClipped = clipped[0] > low || clipped[1] < high;
    [low, high] = clipped;
  }
  if (!(low < high)) {
    const margin = Math.abs(low) * 0.1 || 1;
    [low, high] = isLog ? [low / 2, high * 2] : [low - margin, high + margin];
  }
  const exact = makeScale(low, high, isLog);
  // Room for what stands at the ends.
  const scale = makeScale(exact.value(-0.03), exact.value(1.03), isLog);
  const places = new Float32Array(column.numbers.length);
  for (let run = 0; run < places.length; run++) places[run] = Number.isFinite(column.numbers[run]) ? clamped(scale.place(column.numbers[run])) : NaN;
  return { ...scale, isClipped, places, isCategorical: false };
}

/** NaN stays NaN: there is no place. */
function clamped(place) {
  return place < 0 ? 0 : place > 1 ? 1 : place;
}

function makeScale(low, high, isLog) {
  const [from, extent] = isLog ? [Math.log(low), Math.log(high) - Math.log(low)] : [low, high - low];
  return {
    low, high, isLog,
    place: (value) => ((isLog ? Math.log(value) : value) - from) / extent,
    value: (place) => (isLog ? Math.exp(from + place * extent) : from + place * extent),
    ticks: (count) => scaleTicks(low, high, isLog, count),
  };
}

/** Kolmogorov's distance of the different values from lying evenly, on both scales. */
function isMoreEvenByRatio(column, order) {
  const values = [];
  for (const run of order) {
    if (values.length === 0 || column.numbers[run] !== values[values.length - 1]) values.push(column.numbers[run]);
  }
  const last = values.length - 1;
  const unevenness = (place) => values.reduce(
    (worst, value, index) => Math.max(worst, Math.abs(place(value) - index / last)), 0);
  const [low, high] = [values[0], values[last]];
  return unevenness((value) => Math.log(value / low) / Math.log(high / low))
    <= unevenness((value) => (value - low) / (high - low));
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

/** Round numbers within a scale. */
function scaleTicks(low, high, isLog, count) {
  const { place } = makeScale(low, high, isLog);
  let values = [];
  if (isLog) {
    const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const stride = Math.max(1, Math.ceil((last - first) / count));
    for (const factors of stride > 1 ? [[1]] : [[1, 2, 5], [1, 3], [1]]) {
      values = [];
      for (let power = first; power <= last; power++) {
        if (power % stride === 0) values.push(...factors.map((factor) => Number(`${factor}e${power}`)));
      }
      values = values.filter((value) => value >= low * 0.9999 && value <= high * 1.0001);
      if (values.length <= count) break;
    }
  }
  if (values.length < 2) {
    const least = (high - low) / Math.max(2, count);
    const power = Math.floor(Math.log10(least));
    const factor = [1, 2, 5].find((each) => each * 10 ** power >= least * 0.999999);
    const [step, exponent] = factor ? [factor, power] : [1, power + 1];
    values = [];
    const unit = Number(`${step}e${exponent}`);
    for (let index = Math.ceil(low / unit - 1e-9); index <= high / unit + 1e-9 && values.length < 50; index++) {
      values.push(Number((index * unit).toPrecision(12)));
    }
  }
  return values.map((value) => ({ place: place(value), label: shortNumber(value, 6) }));
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
  return scaleTicks(0, seconds, false, count).map((tick) => ({ ...tick, label: `${tick.label} s` }));
}
