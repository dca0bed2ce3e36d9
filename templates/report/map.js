// Two parameters at once: coloured dots, or, of many, cells with the mean of a metric.
// Knows nothing of other figures.

const mapLevels = 7;

function makeMap(store, host) {
  const { sweep } = store;
  const shares = new Map(sweep.shares);
  const parameters = sweep.parameters.filter((column) => column.isVarying);
  const important = [...parameters].sort((a, b) => (shares.get(b.name) ?? -1) - (shares.get(a.name) ?? -1));
  const chosen = (place) => parameters.find(({ name }) => name === store.state.pair[place]) ?? important[place];
  function draw() {
    const { metric } = store;
    if (!metric) return host.replaceChildren(empty("No run has reported a metric yet."));
    if (parameters.length < 2) return host.replaceChildren(empty("There are no two parameters that vary."));
    const pair = [chosen(0), chosen(1)];
    const choice = (place, label) => {
      const select = html("select", {
        id: `map-${label}`, change: () => {
          const names = pair.map(({ name }) => name);
          names[place] = select.value;
          store.change({ pair: names });
        },
      }, ...parameters.map(({ name }) => html("option", { value: name, selected: name === pair[place].name }, shown(name, 40))));
      return html("label", null, `${label} `, select);
    };
    host.replaceChildren(html("p", { class: "choices" }, choice(0, "across"), choice(1, "up")), mapPicture(store, metric, pair, widthOf(host)), ...outsideNotes(metric));
  }
  return draw;
}

function mapPicture(store, metric, [first, second], total) {
  const width = Math.min(total, 900);
  const root = picture(`Mean of ${metric.name} by ${first.name} and ${second.name}`, "The stronger the colour of a cell the better.", width, 420);
  const box = { left: 74, top: 24, width: width - 90, height: 344 };
  const [x, y] = [first.axis, second.axis];
  const body = framed(root, box, x, y, shown(second.name, 60) + (y.isLog ? " (log)" : ""));
  if (!isDense(x, y, store.kept)) {
    mapDots(store, metric, root, body, box, [x, y], width);
    return root;
  }
  const most = Math.max(4, Math.min(20, Math.round(Math.sqrt(store.kept) / 1.6)));
  const [across, up] = [binsOf(x, most), binsOf(y, most)];
  const cells = new Map();
  for (let run = 0; run < store.mask.length; run++) {
    const value = metric.numbers[run];
    if (store.mask[run] === 0 || !Number.isFinite(value)) continue;
    const [column, row] = [across.index(x.places[run]), up.index(y.places[run])];
    if (column < 0 || row < 0) continue;
    const key = row * across.count + column;
    const cell = cells.get(key) ?? { column, row, sum: 0, count: 0 };
    cell.sum += value;
    cell.count++;
    cells.set(key, cell);
  }
  const places = [...cells.values()].map(({ sum, count }) => clamped(metric.axis.place(sum / count)));
  const [low, high] = [Math.min(...places), Math.max(...places)];
  [...cells.values()].forEach((cell, index) => {
    const share = high > low ? (places[index] - low) / (high - low) : 0.5;
    const good = store.maximizes(metric.name) ? share : 1 - share;
    body.append(mapCell(store, metric, box, cell, across, up, Math.min(mapLevels - 1, Math.floor(good * mapLevels)), [x, y]));
  });
  if (cells.size > 0) root.append(mapLegend(store, metric, metric.axis.value(low), metric.axis.value(high), width));
  if (cells.size === 0) body.append(svg("text", { x: box.left + 12, y: box.top + 24 }, "no run with a finite value"));
  return root;
}

/** Whether cells of a readable size hold some rows each; single values always do. */
function isDense(x, y, count) {
  const cells = (axis) => (axis.isCategorical ? axis.names.length : (singlePlaces(axis)?.size ?? Infinity) <= 12 ? singlePlaces(axis).size : null);
  const [across, up] = [cells(x), cells(y)];
  return (across !== null && up !== null) || count >= 5 * (across ?? 8) * (up ?? 8);
}

/** A dot for each row, coloured by its rank, the best above the others. */
function mapDots(store, metric, root, body, box, [x, y], width) {
  const spread = (axis, sign) => (axis.isCategorical ? Float32Array.from(axis.places, (place, row) => place + sign * (((row * 0.618034) % 1) - 0.5) * 0.6 / axis.names.length) : axis.places);
  const [across, up] = [spread(x, 1), spread(y, -0.8)];
  const order = ranked(store, metric).filter((row) => !Number.isNaN(across[row]) && !Number.isNaN(up[row])).reverse();
  order.forEach((row, index) => {
    const level = Math.min(mapLevels - 1, Math.floor((index / Math.max(1, order.length - 1)) * mapLevels));
    const place = { cx: box.left + across[row] * box.width, cy: box.top + (1 - up[row]) * box.height, r: 5 };
    body.append(svg("g", {
      class: `cell dot level-${level}`, click: () => showDetails(store, row),
      pointermove: (event) => tip.show(event, runLines(store, row)), pointerleave: () => tip.hide(),
    }, svg("circle", { ...place, class: "under" }), svg("circle", place, svg("title", null, shown(store.sweep.id(row), 100)))));
  });
  body.append(...bestMarks(store, box, across, up));
  if (order.length > 0) {
    const [worst, best] = [order[0], order[order.length - 1]].map((row) => metric.numbers[row]);
    root.append(mapLegend(store, metric, ...(store.maximizes(metric.name) ? [worst, best] : [best, worst]), width));
  } else body.append(svg("text", { x: box.left + 12, y: box.top + 24 }, `no ${store.noun} has both`));
}

/** The levels from the worst mean to the best. */
function mapLegend(store, metric, low, high, width) {
  const [worst, best] = store.maximizes(metric.name) ? [low, high] : [high, low];
  const left = width - 16 - 64 - mapLevels * 16;
  const swatches = Array.from({ length: mapLevels }, (_, level) => svg("g", { class: `cell level-${level}` }, svg("rect", { x: left + level * 16, y: 6, width: 15, height: 10 })));
  return svg("g", { class: "legend" }, svg("text", { x: left - 6, y: 15, "text-anchor": "end" }, shortNumber(worst, 4)),
    ...swatches, svg("text", { x: left + mapLevels * 16 + 6, y: 15 }, shortNumber(best, 4)));
}

function mapCell(store, metric, box, cell, across, up, level, [x, y]) {
  const [from, to] = [across.span(cell.column), up.span(cell.row)];
  const size = { width: (from[1] - from[0]) * box.width, height: (to[1] - to[0]) * box.height };
  const place = { x: box.left + from[0] * box.width, y: box.top + (1 - to[1]) * box.height };
  const mean = shortNumber(cell.sum / cell.count, 4);
  const text = `${metric.name} ${mean} on average of ${countText(cell.count)}`;
  const group = svg("g", {
    class: `cell level-${level}`,
    click: () => store.brush({ [x.key]: brushBetween(x, from[0] + 1e-6, from[1] - 1e-6), [y.key]: brushBetween(y, to[0] + 1e-6, to[1] - 1e-6) }),
    pointermove: (event) => tip.show(event, [text]), pointerleave: () => tip.hide(),
  }, svg("rect", { ...place, width: Math.max(1, size.width - 1), height: Math.max(1, size.height - 1) }, svg("title", null, text)));
  if (size.width > 42 && size.height > 16) {
    group.append(svg("text", { x: place.x + size.width / 2, y: place.y + size.height / 2 + 4, "text-anchor": "middle" }, mean));
  }
  return group;
}

/** Categories, single values of few, or parts of equal width. */
function binsOf(axis, most) {
  if (axis.isCategorical) {
    const count = axis.names.length;
    return { count, index: (place) => Math.floor(place * count), span: (bin) => [bin / count, (bin + 1) / count] };
  }
  const single = singlePlaces(axis);
  if (!single || single.size < 2) {
    const index = (place) => (Number.isNaN(place) ? -1 : Math.min(most - 1, Math.floor(place * most)));
    return { count: most, index, span: (bin) => [bin / most, (bin + 1) / most] };
  }
  const values = [...single.keys()];
  const edges = [0, ...values.slice(1).map((value, index) => (value + values[index]) / 2), 1];
  return { count: values.length, index: (place) => single.get(place) ?? -1, span: (bin) => [edges[bin], edges[bin + 1]] };
}
