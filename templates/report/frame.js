// The frame of a figure: an SVG with title, axes and grid, and the tip that follows the pointer.
// Knows nothing of what is drawn inside.

/** An SVG that is as wide as the page lets it be. */
function picture(title, description, width, height) {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": title },
    svg("title", null, title), svg("desc", null, description));
}

/**
 * Axes around a rectangle. `x` and `y` have `name` and `ticks(count)`; both may be left out.
 *
 * @returns the rectangle and a group in it for what is shown.
 */
function framed(root, box, x, y, title) {
  const { left, top, width, height } = box;
  const grid = svg("g", { class: "grid" });
  const labels = svg("g", { class: "ticks" });
  const across = x ? spaced(x.ticks(Math.max(2, Math.floor(width / 70))), width, ({ label }) => 6.5 * (x.isCategorical ? Math.min(label.length, 8) : label.length) + 6) : [];
  const short = x?.isCategorical ? shownApart(across.map(({ label }) => label), Math.max(3, Math.floor(width / across.length / 6.5))) : null;
  for (const [index, { place, label }] of across.entries()) {
    const at = left + place * width;
    if (!x.isCategorical) grid.append(svg("path", { d: `M${at} ${top}v${height}` }));
    labels.append(svg("text", { x: at, y: top + height + 14, "text-anchor": "middle" }, short ? short[index] : label));
  }
  const up = y ? spaced(y.ticks(), height, () => 12) : [];
  const beside = shownApart(up.map(({ label }) => label), 9);
  for (const [index, { place }] of up.entries()) {
    const at = top + (1 - place) * height;
    if (!y.isCategorical) grid.append(svg("path", { d: `M${left} ${at}h${width}` }));
    labels.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, beside[index]));
  }
  const names = svg("g", { class: "names" });
  if (x?.name) names.append(svg("text", { x: left + width / 2, y: top + height + 30, "text-anchor": "middle" }, shown(x.name, Math.floor(width / 8)) + (x.isLog ? " (log)" : "")));
  if (title) names.append(svg("text", { x: left, y: top - 6 }, shown(title, Math.floor(width / 7))));
  const body = svg("g", { class: "body" });
  root.append(grid, labels, names, body, svg("path", { class: "edge", d: `M${left} ${top}v${height}h${width}` }));
  return body;
}

/** Ticks whose labels do not touch, from the first one on, on an axis of some pixels. */
function spaced(ticks, length, size) {
  let free = -Infinity;
  return ticks.filter((tick) => {
    const [middle, half] = [tick.place * length, size(tick) / 2];
    if (middle - half < free) return false;
    free = middle + half;
    return true;
  });
}

/** A few lines of text beside the pointer. */
const tip = {
  show(event, lines) {
    const element = document.getElementById("tip");
    element.replaceChildren(...lines.map((line) => html("div", null, shown(line, 90))));
    element.hidden = false;
    const { clientWidth, clientHeight } = document.documentElement;
    const box = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(event.clientX + 14, clientWidth - box.width - 8))}px`;
    element.style.top = `${event.clientY + 18 + box.height > clientHeight ? event.clientY - box.height - 10 : event.clientY + 18}px`;
  },
  hide() {
    document.getElementById("tip").hidden = true;
  },
};

/** What a tip says of a run. */
function runLines(store, run) {
  const { sweep } = store;
  const values = [...sweep.objectives.map(({ metric }) => sweep.metric(metric)), store.metric,
    ...sweep.parameters.filter((column) => column.isVarying).slice(0, 12)];
  return [
    sweep.isBest(run) ? `★ ${sweep.id(run)}` : sweep.id(run),
    ...[...new Set(values)].filter((column) => column && column.text(run) !== null).map((column) =>
      `${column.name} = ${column.isNumeric ? valueText(column, run) : column.text(run)}`),
  ];
}

/** A number, and its deviation where it is a mean. */
function valueText({ numbers, deviations }, run) {
  const spread = Number.isFinite(deviations?.[run]) ? ` ± ${shortNumber(deviations[run], 2)}` : "";
  return shortNumber(numbers[run], 5) + spread;
}

/** Where the pointer is, in the units of an SVG's view box. */
function pointerPlace(event, root) {
  const box = root.getBoundingClientRect();
  const view = root.viewBox.baseVal;
  return [((event.clientX - box.left) * view.width) / box.width, ((event.clientY - box.top) * view.height) / box.height];
}

/** The width that a figure has, as it was last measured: to ask the browser again takes long. */
function widthOf(host) {
  return Math.max(280, Math.floor(Number(host.dataset.width) || 900));
}

function empty(text) {
  return html("p", { class: "empty" }, text);
}
