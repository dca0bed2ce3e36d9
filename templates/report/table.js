// The table of runs: any number of them, of which only those in sight are elements.
// Knows nothing of figures.

const rowHeight = 28;
const rowsInSight = 16;
const rowsOnPaper = 100;

function makeTable(store, host) {
  const columns = tableColumns(store.sweep);
  const state = { order: null, runs: [], top: 0 };
  const head = html("tr", { "aria-rowindex": 1 }, ...columns.map((column, index) => headCell(store, column, index)));
  const body = html("tbody", null);
  const paperNote = html("p", { class: "note paper" });
  const widths = columns.map((column) => html("col", null));
  columns.forEach((column, index) => { widths[index].style.width = `${columnWidth(column, store.sweep.runs)}ch`; });
  const grid = html("table", { "aria-colcount": columns.length }, html("caption", null, store.sweep.single ? "Configurations" : "Runs"), html("colgroup", null, ...widths), html("thead", null, head), body);
  const scroller = html("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Runs, scrollable", scroll: () => { state.top = scroller.scrollTop; drawRows(); } }, grid);
  host.replaceChildren(scroller, paperNote);
  grid.style.width = `${columns.reduce((sum, column) => sum + columnWidth(column, store.sweep.runs), 0)}ch`;

  grid.style.setProperty("--columns", columns.length);

  function drawRows(isPaper = false) {
    const { runs } = state;
    const first = isPaper ? 0 : Math.max(0, Math.min(Math.floor(state.top / rowHeight) - 6, runs.length));
    const last = Math.min(runs.length, isPaper ? rowsOnPaper : first + rowsInSight + 12);
    const space = (count) => {
      const row = html("tr", { "aria-hidden": "true" }, html("td", { colspan: columns.length }));
      row.style.height = `${count * rowHeight}px`;
      return row;
    };
    const rows = [];
    for (let index = first; index < last; index++) rows.push(tableRow(store, columns, runs[index], index));
    body.replaceChildren(space(first), ...rows, space(runs.length - last));
  }

  function draw({ isFilter, parts }) {
    if (isFilter === false && !("sort" in parts)) return;
    if (!state.order || "sort" in parts) state.order = sortedRuns(store, columns);
    state.runs = state.order.filter((run) => store.mask[run] === 1);
    paperNote.textContent = state.runs.length > rowsOnPaper ? `The first ${rowsOnPaper} of ${countText(state.runs.length)} runs.` : "";
    grid.setAttribute("aria-rowcount", state.runs.length + 1);
    scroller.style.height = `${Math.min(rowsInSight, state.runs.length + 1.6) * rowHeight}px`;
    if (isFilter && state.top > 0) {
      state.top = 0;
      scroller.scrollTop = 0;
    }
    const { sort } = store.state;
    columns.forEach((column, index) => {
      const isSorted = sort?.key === column.key;
      head.children[index].setAttribute("aria-sort", isSorted ? (sort.isDescending ? "descending" : "ascending") : "none");
    });
    drawRows();
  }
  store.subscribe(draw);
  addEventListener("beforeprint", () => { drawRows(true); });
  addEventListener("afterprint", () => { drawRows(); });
  return scroller;
}

/** Columns that tell runs apart, the objectives first. */
function tableColumns(sweep) {
  const objectives = sweep.objectives.map(({ metric }) => sweep.metric(metric)).filter(Boolean);
  const isDerived = ({ name }) => [".min", ".max", ".steps"].some((end) =>
    name.endsWith(end) && sweep.metric(name.slice(0, -end.length)));
  const metrics = sweep.metrics.filter((column) => !objectives.includes(column) && column.isVarying && !isDerived(column));
  const fields = ["state", "stage", "stopped", "attempt", "host", "slots", "git", "seconds", "start"].map(sweep.field).filter((column) =>
    column && (column.name === "state" || column.isVarying));
  // First what the best has, in the order of importance.
  const shares = new Map(sweep.shares);
  const best = sweep.best.length > 0 ? sweep.best[0] * sweep.repeats.length : null;
  const weight = (column) => (best !== null && column.text(best) === null ? -2 : 0) + (shares.get(column.name) ?? 0);
  const parameters = sweep.parameters.filter((column) => column.isVarying).sort((a, b) => weight(b) - weight(a));
  const shownColumns = [...objectives, ...parameters, ...metrics, ...fields];
  const id = { key: "id", name: "id", isNumeric: false, text: sweep.id, width: 28 };
  return [id, ...shownColumns.map((column) => Object.assign(Object.create(column), { key: `${column.role} ${column.name}`, decimals: decimalsFor(column) }))];
}

/** Numbers that were written with few digits stay as they are. */
function decimalsFor(column) {
  if (!column.isNumeric || column.role === "field") return null;
  const isShort = column.texts?.every((text) => text.replace(/e.*/i, "").replace(/^[-0.]+|\./g, "").length <= 5 || /^-?\d+$/.test(text));
  return isShort && column.role !== "metric" ? null : decimalsOf(column.numbers, column.deviations);
}

function columnWidth(column, count) {
  if (column.width) return column.width;
  let longest = column.name.length + 2;
  const stride = Math.max(1, Math.floor(count / 100));
  for (let run = 0; run < count; run += stride) longest = Math.max(longest, cellText(column, run).length);
  return Math.min(26, Math.max(7, longest + 3));
}

function headCell(store, column, index) {
  const sort = () => {
    const { sort: old } = store.state;
    const isSame = old?.key === column.key;
    // An objective begins with its best, everything else with the smallest.
    const isDescending = isSame ? !old.isDescending : column.role === "metric" && store.maximizes(column.name);
    store.change({ sort: { key: column.key, isDescending } });
  };
  return html("th", { scope: "col", "aria-sort": "none", "aria-colindex": index + 1, class: column.isNumeric ? "number" : null },
    html("button", { type: "button", click: sort, title: `sort by ${shown(column.name)}` }, shown(column.name, 24)));
}

function tableRow(store, columns, run, index) {
  const { sweep } = store;
  const open = () => showDetails(store, run);
  const cells = columns.map((column) => {
    if (column.key !== "id") {
      const text = cellText(column, run);
      return html("td", { class: column.isNumeric ? "number" : text.length < 9 ? "short" : null }, text);
    }
    const mark = sweep.isBest(run) ? "★ " : "";
    return html("td", null, html("button", { type: "button", class: "plain", title: shown(sweep.id(run), 200) }, mark + shownID(sweep.id(run), 20)));
  });
  const kind = `row ${sweep.field("state").text(run)}${sweep.isBest(run) ? " best" : ""}`;
  return html("tr", { class: kind, "aria-rowindex": index + 2, "data-run": run, click: open }, ...cells);
}

function cellText(column, run) {
  const text = column.text(run);
  if (text === null) return "";
  if (column.role === "field" && column.name === "start") return dateText(column.numbers[run]).slice(0, 19).replace("T", " ");
  if (column.role === "field" && column.name === "seconds") return durationText(column.numbers[run]);
  if (column.role === "field" && column.name === "git") return text.slice(0, 10);
  if (column.isNumeric && column.role !== "field") return numberText(column, run, text);
  return shown(text, 24);
}

/** With as many digits behind the point as the others of its column. */
function numberText(column, run, text) {
  const [value, deviation] = [column.numbers[run], column.deviations?.[run]];
  const write = (number) => (column.decimals === null || Math.abs(number) >= 1e7 ? shortNumber(number, 5) : number.toFixed(column.decimals));
  if (/^-?\d+$/.test(text) && column.role !== "metric") return text;
  if (column.role !== "metric" && column.decimals === null && text.length <= 7) return text;
  return Number.isFinite(deviation) ? `${write(value)} ± ${column.decimals === null ? shortNumber(deviation, 2) : write(deviation)}` : write(value);
}

/** All runs in the order that is asked for; without one, the best first. */
function sortedRuns(store, columns) {
  const { sweep, state } = store;
  const runs = Array.from({ length: sweep.runs }, (_, run) => run);
  const objective = sweep.objectives.map(({ metric }) => sweep.metric(metric)).find(Boolean);
  const column = columns.find(({ key }) => key === state.sort?.key) ?? objective;
  if (!column) return runs;
  const isDescending = state.sort ? state.sort.isDescending : store.maximizes(column.name);
  const sign = isDescending ? -1 : 1;
  if (column.isNumeric) {
    // What is not finite has no place in the order of an objective, so it comes after all that has.
    const isObjective = column.role === "metric" && sweep.objectives.some(({ metric }) => metric === column.name);
    const numbers = isObjective ? column.numbers.map((number) => (Number.isFinite(number) ? number : NaN)) : column.numbers;
    return runs.sort((a, b) => {
      const [x, y] = [numbers[a], numbers[b]];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b;
      return x < y ? -sign : x > y ? sign : a - b;
    });
  }
  const texts = runs.map((run) => column.text(run));
  return runs.sort((a, b) => {
    if (texts[a] === null || texts[b] === null) return (texts[a] === null) - (texts[b] === null) || a - b;
    return texts[a] < texts[b] ? -sign : texts[a] > texts[b] ? sign : a - b;
  });
}
