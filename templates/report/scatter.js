// Dots of any number of runs in few elements, and the run nearest to the pointer.
// Knows nothing of what the axes are.

const mostDots = 1500;

/**
 * Draws a dot for each run: those that are kept above the others. Beyond some number a dot stands for
 * the runs on its few pixels, the darker the more they are.
 *
 * @param x, y places by run, between 0 and 1; NaN for none.
 */
function scatter(store, box, x, y) {
  const { mask, sweep } = store;
  return sweep.runs > mostDots ? denseDots(mask, box, x, y) : singleDots(mask, box, x, y);
}

function singleDots(mask, { left, top, width, height }, x, y) {
  const dots = ["", ""];
  for (let run = 0; run < mask.length; run++) {
    if (Number.isNaN(x[run]) || Number.isNaN(y[run])) continue;
    dots[mask[run]] += `M${(left + x[run] * width).toFixed(1)} ${(top + (1 - y[run]) * height).toFixed(1)}h0`;
  }
  return [svg("path", { class: "dots rest", d: dots[0] }), svg("path", { class: "dots", d: dots[1] })];
}

function denseDots(mask, { left, top, width, height }, x, y) {
  const size = 3;
  const columns = Math.floor(width / size) + 1;
  const rows = Math.floor(height / size) + 1;
  const kept = new Uint16Array(columns * rows);
  const rest = new Uint8Array(columns * rows);
  for (let run = 0; run < mask.length; run++) {
    // NaN in a product is no index, and is left out by the comparison.
    const cell = Math.floor((1 - y[run]) * (rows - 1) + 0.5) * columns + Math.floor(x[run] * (columns - 1) + 0.5);
    if (!(cell >= 0)) continue;
    if (mask[run] === 1) kept[cell]++;
    else rest[cell] = 1;
  }
  const most = kept.reduce((a, b) => Math.max(a, b), 0);
  const [many, some] = [Math.max(1, 0.4 * most), Math.max(1, 0.12 * most)];
  const level = (cell) => (kept[cell] > many ? 4 : kept[cell] > some ? 3 : kept[cell] > 0 ? 2 : rest[cell]);
  const paths = ["", "", "", "", ""];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns;) {
      const here = level(row * columns + column);
      const begin = column;
      do column++; while (column < columns && level(row * columns + column) === here);
      if (here > 0) paths[here] += `M${left + begin * size - 1} ${top + row * size}h${(column - begin) * size}`;
    }
  }
  return [1, 2, 3, 4].filter((here) => paths[here] !== "").map((here) => svg("path", { class: `cells level-${here}`, d: paths[here] }));
}

/** The run that stands nearest to a place, within some pixels; null for none. */
function nearestRun(store, box, x, y, [atX, atY]) {
  let [best, least] = [null, 144];
  for (let run = 0; run < store.mask.length; run++) {
    if (store.mask[run] === 0) continue;
    const across = box.left + x[run] * box.width - atX;
    const down = box.top + (1 - y[run]) * box.height - atY;
    const distance = across * across + down * down;
    if (distance < least) [best, least] = [run, distance];
  }
  return best;
}

/** Listeners that tell of the run under the pointer, and open it where it is clicked. */
function hovering(store, root, box, x, y) {
  let run = null;
  return {
    pointermove: (event) => {
      if (event.buttons !== 0) return;
      run = nearestRun(store, box, x, y, pointerPlace(event, root));
      if (run === null) tip.hide();
      else tip.show(event, runLines(store, run));
    },
    pointerleave: () => { tip.hide(); },
    chosen: () => { if (run !== null) showDetails(store, run); },
  };
}

/** Rings around the best runs. */
function bestMarks(store, { left, top, width, height }, x, y) {
  const { sweep } = store;
  const marks = [];
  for (const configuration of sweep.best.slice(0, 200)) {
    for (let run = configuration * sweep.repeats.length; run < (configuration + 1) * sweep.repeats.length; run++) {
      if (Number.isNaN(x[run]) || Number.isNaN(y[run])) continue;
      marks.push(svg("circle", { class: "best", cx: left + x[run] * width, cy: top + (1 - y[run]) * height, r: 5.5 }, svg("title", null, `best: ${shown(sweep.id(run), 100)}`)));
    }
  }
  return marks;
}
