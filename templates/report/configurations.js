// Repeats as one: the sweep with a row for each configuration, with the means of what its runs report.
// Knows nothing of what is done with it.

/** A sweep by configurations, whose `single` is that by runs; without repeats the same sweep. */
function configurationsOf(single) {
  const each = single.repeats.length;
  if (each < 2) return single;
  const count = single.runs / each;
  const parameters = single.parameters.filter(({ role }) => role === "parameter").map((column) => firsts(column, each, count));
  const state = single.field("state");
  // Where no run is done, those that are outdated are what there is.
  const hasDone = Array.from({ length: single.runs }, (_, run) => state.text(run)).includes("done");
  const isDone = (run) => state.text(run) === (hasDone ? "done" : "outdated");
  const metrics = single.metrics.map((column) => means(column, each, count, isDone));
  const fields = single.columns.filter(({ role }) => role === "field").map((column) => field(column, each, count));
  const find = (columns, name) => columns.find((column) => column.name === name);
  return {
    ...single,
    single,
    runs: count,
    repeats: [""],
    columns: [...parameters, ...metrics, ...fields],
    parameters,
    metrics,
    field: (name) => find(fields, name),
    metric: (name) => find(metrics, name),
    id: single.configurationID,
    configuration: (row) => row,
    runsOf: (row) => Array.from({ length: each }, (_, index) => row * each + index),
    isBest: ((best) => (row) => best.has(row))(new Set(single.best)),
    records: {},
  };
}

/** What the repeats of a configuration share. */
function firsts(column, each, count) {
  const pick = (values) => values && values.filter((_, run) => run % each === 0);
  return { ...column, numbers: pick(column.numbers), codes: pick(column.codes), text: (row) => column.text(row * each), count };
}

/** Means and standard deviations over the runs that are done. */
function means(column, each, count, isDone) {
  const [numbers, deviations] = [new Float64Array(count).fill(NaN), new Float64Array(count).fill(NaN)];
  for (let row = 0; row < count; row++) {
    const values = [];
    for (let run = row * each; run < (row + 1) * each; run++) {
      if (isDone(run) && Number.isFinite(column.numbers[run])) values.push(column.numbers[run]);
    }
    if (values.length === 0) continue;
    const mean = values[0] + values.reduce((sum, value) => sum + (value - values[0]), 0) / values.length;
    numbers[row] = mean;
    if (values.length > 1) deviations[row] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  }
  return {
    role: "metric", name: column.name, range: column.means ?? column.range, isNumeric: true, numbers, deviations,
    isVarying: numbers.some((number) => number !== numbers[0]),
    text: (row) => (Number.isNaN(numbers[row]) ? null : decimalText(numbers[row])),
  };
}

/** What the records of the repeats agree in; of numbers the mean, of dates the first. */
function field(column, each, count) {
  const runs = (row) => Array.from({ length: each }, (_, index) => row * each + index);
  const base = { role: "field", name: column.name, range: null, isNumeric: column.isNumeric };
  if (column.isNumeric) {
    const join = { start: (values) => Math.min(...values), attempt: (values) => Math.max(...values) }[column.name]
      ?? ((values) => values.reduce((a, b) => a + b, 0) / values.length);
    const numbers = Float64Array.from({ length: count }, (_, row) => {
      const values = runs(row).map((run) => column.numbers[run]).filter(Number.isFinite);
      return values.length > 0 ? join(values) : NaN;
    });
    return { ...base, numbers, isVarying: column.isVarying, text: (row) => (Number.isNaN(numbers[row]) ? null : decimalText(numbers[row])) };
  }
  const text = (row) => {
    const texts = runs(row).map(column.text);
    // A configuration is what the first of its runs is that is not done.
    if (column.name === "state") return texts.find((each) => each !== "done") ?? "done";
    return texts.every((each) => each === texts[0]) ? texts[0] : null;
  };
  return { ...base, isVarying: column.isVarying, numbers: new Float64Array(count).fill(NaN), text };
}

/** The store as what is told of single runs sees it, whatever the rows of the page are. */
function singleStore(store) {
  const { single } = store.sweep;
  if (!single) return store;
  return Object.create(store, {
    sweep: { value: single }, metric: { get: () => single.metric(store.state.metric) },
  });
}
