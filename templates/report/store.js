// The one store of the page: what is asked for (terms, brushes, order, metric, pair), what follows from
// it, and who wants to know of changes. Knows nothing of elements.

/**
 * `state` is all that a page loaded anew has to remember. `kept` and `mask` follow from it.
 */
function makeStore(sweep, axes, saved) {
  const subscribers = [];
  const objective = sweep.objectives.map(({ metric }) => sweep.metric(metric)).find(Boolean);
  const state = {
    line: "", brushes: {}, sort: null, areSingle: false, metric: (objective ?? sweep.metrics[0])?.name ?? null,
    pair: [], ...saved,
  };
  const store = {
    sweep, axes, state, problem: "", mask: null, kept: sweep.runs,
    subscribe: (subscriber) => subscribers.push(subscriber),
    change,
    brush,
    /** The metric that figures show; undefined where there is none. */
    get metric() { return sweep.metric(state.metric); },
    /** Whether more of a metric is better; by the objectives, else it is not. */
    maximizes: (name) => sweep.objectives.find((each) => each.metric === name)?.maximize ?? false,
    get isFiltered() { return store.kept < sweep.runs; },
    /** What a row of the page is: `configuration` where repeats are one. */
    noun: sweep.single ? "configuration" : "run",
    /** Whether a single run is kept, or its configuration. */
    keepsRun: (run) => (sweep.single
      ? store.mask[Math.floor(run / sweep.single.repeats.length)] === 1 && (!lastTest || lastTest(run))
      : store.mask[run] === 1),
    /** The row of a configuration, or of the first of its runs. */
    rowOf: (configuration) => (sweep.single ? configuration : configuration * sweep.repeats.length),
  };
  let lastTest = null;
  /** Takes parts of a new state, works out what follows, tells everyone. */
  function change(parts) {
    const before = { mask: store.mask, ...state };
    Object.assign(state, parts);
    if (!store.mask || "line" in parts || "brushes" in parts) filter();
    const isFilter = before.mask !== store.mask;
    for (const subscriber of subscribers) subscriber({ isFilter, parts });
  }

  function filter() {
    try {
      // Terms are about single runs, as on the command line; a configuration is kept where one of them is.
      lastTest = lineTest(state.line, sweep.single ?? sweep);
      store.problem = "";
    } catch (error) {
      // As long as a term is being typed, the last one that was whole counts.
      store.problem = error.message;
    }
    const tests = Object.entries(state.brushes)
      .filter(([name]) => axes.get(name)).map(([name, brush]) => brushTest(brush, axes.get(name)));
    const rowTest = lastTest && sweep.single ? (row) => sweep.runsOf(row).some(lastTest) : lastTest;
    Object.assign(store, maskOf(sweep.runs, rowTest ? [rowTest, ...tests] : tests));
  }

  /** Sets the brush of an axis, or takes it away. */
  function brush(changes) {
    const brushes = { ...state.brushes };
    for (const [key, value] of Object.entries(changes)) {
      if (value) brushes[key] = value;
      else delete brushes[key];
    }
    change({ brushes });
  }
  return store;
}

/** Runs that are kept and have a finite value of a metric, the best first. */
function ranked(store, metric) {
  return keptRuns(store, metric).ranked;
}

/** The same, `ascending` by their values and `ranked`; found once for all figures. */
function keptRuns(store, metric) {
  if (store.keptRuns?.mask === store.mask && store.keptRuns.metric === metric) return store.keptRuns;
  const runs = [];
  for (const run of ascending(metric)) {
    if (store.mask[run] === 1) runs.push(run);
  }
  store.keptRuns = { mask: store.mask, metric, ascending: runs, ranked: store.maximizes(metric.name) ? runs.toReversed() : runs };
  return store.keptRuns;
}

/** What the page remembers when it is loaded anew; nothing where the browser does not let it. */
const memory = {
  key: `hpmake report ${location.pathname}`,
  load() {
    try {
      return JSON.parse(sessionStorage.getItem(memory.key)) ?? {};
    } catch {
      return {};
    }
  },
  save(value) {
    try {
      sessionStorage.setItem(memory.key, JSON.stringify(value));
    } catch { /* A page that forgets is still one. */ }
  },
};
