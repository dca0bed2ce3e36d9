// The bar with the filter, what is filtered by, and which metric figures show.
// Knows nothing of how a filter works.

function makeControls(store, host) {
  const { sweep } = store;
  const input = html("input", {
    id: "filter", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "lr<1e-2 state=done id~adam",
    "aria-describedby": "problem", value: store.state.line, input: () => store.change({ line: input.value }),
  });
  const count = html("output", { id: "count", for: "filter" });
  const best = html("button", { type: "button", class: "plain", id: "best-kept" });
  const problem = html("p", { id: "problem", class: "problem", role: "alert" });
  const views = sweep.single || sweep.repeats.length > 1 ? [html("label", { class: "metric" }, html("input", {
    id: "single", type: "checkbox", checked: !sweep.single,
    change: () => {
      // The page begins anew with other rows; what was brushed and sorted may mean nothing there.
      memory.save({ state: { line: store.state.line, metric: store.state.metric, areSingle: Boolean(sweep.single) } });
      store.isLeaving = true;
      location.reload();
    },
  }), " single runs")] : [];
  const chips = html("div", { class: "chips" });
  const clear = html("button", {
    type: "button", id: "clear",
    click: () => { input.value = ""; store.change({ line: "", brushes: {} }); },
  }, "Clear all");
  host.append(html("label", { for: "filter" }, "Filter"), input, ...metricChoice(store), ...views, count, best, chips, problem);
  host.hidden = false;
  let bestRun = null;
  best.addEventListener("click", () => showDetails(store, bestRun));

  function draw() {
    const { kept } = store;
    count.textContent = store.isFiltered ? `${countText(kept)} of ${countText(sweep.runs)} ${store.noun}s` : `${countText(kept)} ${store.noun}${kept === 1 ? "" : "s"}`;
    problem.textContent = store.problem;
    input.setAttribute("aria-invalid", store.problem !== "");
    const first = store.metric ? ranked(store, store.metric)[0] : undefined;
    bestRun = first ?? null;
    best.hidden = first === undefined;
    if (first !== undefined) {
      best.textContent = `${store.isFiltered ? "best of these" : "best"}: ${shortNumber(store.metric.numbers[first], 5)}`;
    }
    chips.replaceChildren(...Object.entries(store.state.brushes).filter(([key]) => store.axes.get(key)).map(([key, brush]) => {
      const axis = store.axes.get(key);
      return html("button", {
        type: "button", class: "chip", title: "remove", click: () => store.brush({ [key]: null }),
      }, shown(`${axis.name} ${brushText(axis, brush)}`), html("span", { "aria-hidden": "true" }, " ×"));
    }), ...(store.isFiltered ? [clear] : []));
  }
  store.subscribe(draw);
}

/** Which metric figures show; nothing where there is no choice. */
function metricChoice(store) {
  const { metrics } = store.sweep;
  if (metrics.length < 2) return [];
  const select = html("select", {
    id: "metric", change: () => store.change({ metric: select.value }),
  }, ...metrics.map(({ name }) => html("option", { value: name, selected: name === store.state.metric }, shown(name, 40))));
  return [html("label", { class: "metric" }, "Metric ", select)];
}
