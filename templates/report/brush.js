// Brushes: a part of an axis that is chosen by dragging or with the keys. Knows nothing of figures.

/** The brush of the places between two; null where that is all. */
function brushBetween(axis, from, to) {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.min(1, Math.max(from, to))];
  if (axis.isCategorical) {
    const chosen = axis.names.slice(axis.position(low), axis.position(high - 1e-9) + 1);
    return chosen.length === axis.names.length ? null : { categories: chosen };
  }
  if (low <= 0 && high >= 1) return null;
  // Beyond the edge of an axis stand those that lie farther out.
  return { low: low <= 0 ? -Number.MAX_VALUE : axis.value(low), high: high >= 1 ? Number.MAX_VALUE : axis.value(high) };
}

/** The places that a brush goes from and to. */
function brushSpan(axis, brush) {
  if (!brush) return null;
  if (!brush.categories) return [clamped(axis.place(brush.low)) || 0, clamped(axis.place(brush.high)) || 0];
  const positions = brush.categories.map((name) => axis.names.indexOf(name)).filter((at) => at >= 0);
  if (positions.length === 0) return null;
  return [Math.min(...positions) / axis.names.length, (Math.max(...positions) + 1) / axis.names.length];
}

/** What a brush keeps, as words. */
function brushText(axis, brush) {
  if (brush.categories) {
    const names = brush.categories;
    return names.length > 3 ? `${names.length} of ${axis.names.length}` : names.join(", ");
  }
  const [low, high] = [brush.low > axis.low, brush.high < axis.high];
  if (low && high) return `${shortNumber(brush.low, 3)} to ${shortNumber(brush.high, 3)}`;
  return low ? `≥ ${shortNumber(brush.low, 3)}` : `≤ ${shortNumber(brush.high, 3)}`;
}

/**
 * Lets a part of an axis be chosen within a rectangle.
 *
 * @param box left, top, width, height in the SVG; @param isVertical: the axis goes up.
 * @returns an element to be put into the SVG, above all else.
 */
function brushArea(store, root, axis, box, isVertical, listeners = {}) {
  const { left, top, width, height } = box;
  const mark = svg("rect", { class: "brush" });
  const area = svg("rect", {
    class: "area", x: left, y: top, width, height, tabindex: 0, role: "slider", "aria-label": `filter by ${shown(axis.name)}`,
    "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": isVertical ? "vertical" : "horizontal", ...listeners,
  });
  const draw = () => {
    const brush = store.state.brushes[axis.key];
    const span = brushSpan(axis, brush);
    area.setAttribute("aria-valuenow", span ? Math.round(50 * (span[0] + span[1])) : 50);
    area.setAttribute("aria-valuetext", brush ? brushText(axis, brush) : "all");
    mark.setAttribute("visibility", span ? "visible" : "hidden");
    if (!span) return;
    const [from, to] = span;
    const shape = isVertical
      ? { x: left, width, y: top + (1 - to) * height, height: Math.max(2, (to - from) * height) }
      : { y: top, height, x: left + from * width, width: Math.max(2, (to - from) * width) };
    for (const [name, value] of Object.entries(shape)) mark.setAttribute(name, value);
  };
  area.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag(store, root, axis, box, isVertical, event, () => area.dispatchEvent(new CustomEvent("chosen")));
  });
  area.addEventListener("keydown", (event) => {
    const next = brushByKey(axis, store.state.brushes[axis.key], event);
    if (next === undefined) return;
    event.preventDefault();
    store.brush({ [axis.key]: next });
  });
  draw();
  return { element: svg("g", null, mark, area), draw };
}

/**
 * Follows the pointer until it is let go. The figure is drawn anew meanwhile, so that nothing here may
 * depend on its elements: the SVG stands in its host as it did at the beginning.
 */
function drag(store, root, axis, { left, top, width, height }, isVertical, down, choose) {
  const page = root.getBoundingClientRect();
  const view = root.viewBox.baseVal;
  const host = root.closest("[data-figure]");
  const begun = host.getBoundingClientRect();
  const placeOf = ({ clientX, clientY }) => {
    const now = host.getBoundingClientRect();
    const x = ((clientX - page.left - now.left + begun.left) * view.width) / page.width;
    const y = ((clientY - page.top - now.top + begun.top) * view.height) / page.height;
    return clamped(isVertical ? 1 - (y - top) / height : (x - left) / width);
  };
  const begin = placeOf(down);
  let [last, hasMoved, frame] = [begin, false, 0];
  const apply = () => {
    frame = 0;
    store.brush({ [axis.key]: brushBetween(axis, begin, last) });
  };
  const move = (event) => {
    last = placeOf(event);
    if (Math.abs(last - begin) >= 0.01) hasMoved = true;
    if (hasMoved && !frame) frame = requestAnimationFrame(apply);
  };
  const end = () => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    cancelAnimationFrame(frame);
    if (hasMoved) apply();
    else if (store.state.brushes[axis.key]) store.brush({ [axis.key]: null });
    else choose();
  };
  tip.hide();
  down.preventDefault();
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

/** The brush after a key: arrows move it, with Shift its upper end; Escape takes it away. */
function brushByKey(axis, brush, { key, shiftKey }) {
  if (key === "Escape" || key === "Delete") return null;
  const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[key];
  if (!direction) return undefined;
  const step = axis.isCategorical ? 1 / axis.names.length : 0.05;
  let [low, high] = brushSpan(axis, brush) ?? (direction > 0 ? [0.5 - step, 1 - step] : [step, 0.5 + step]);
  if (shiftKey) {
    high = Math.min(1, Math.max(low + step, high + direction * step));
  } else {
    const move = Math.max(-low, Math.min(1 - high, direction * step));
    [low, high] = [low + move, high + move];
  }
  return brushBetween(axis, low + 1e-6, high - 1e-6);
}
