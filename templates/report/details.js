// All that is known of one run, in a dialog. Knows nothing of where it was asked for.

function showDetails(store, run) {
  const { sweep } = store;
  const dialog = document.getElementById("details");
  const path = `trained/${sweep.id(run)}`;
  const link = (text, target) => (sweep.base === null ? html("code", null, text) : html("a", { href: sweep.base + target.split("/").map(encodeURIComponent).join("/") }, html("code", null, text)));
  const stages = sweep.single ? [] : sweep.stages.map((stage) => link(`${stage}.log`, `${path}/${stage}.log`));
  dialog.replaceChildren(
    html("form", { method: "dialog" }, html("button", { "aria-label": "Close", class: "close" }, "×")),
    html("h2", { id: "details-title" }, (sweep.isBest(run) ? "★ " : "") + shown(sweep.id(run), 200)),
    html("p", { class: "path" }, link(`${sweep.dist}/${path}`, path), ...(sweep.base === null ? [] : stages.flatMap((stage) => [" ", stage]))),
    html("div", { class: "lists" },
      valueList("Parameters", sweep.parameters, run),
      valueList("Metrics", sweep.metrics, run),
      valueList("Record", sweep.columns.filter((column) => column.role === "field"), run),
      ...(sweep.single ? [repeatList(store, run)] : stageLists(sweep, run))),
    sweep.records[run] || sweep.single ? null : html("p", { class: "hint" }, "The record of each stage is beside its log: ", ...sweep.stages.flatMap((stage) => [link(`.${stage}`, `${path}/.${stage}`), " "])));
  dialog.showModal();
}

/** The runs of a configuration, each to be looked at by itself. */
function repeatList(store, row) {
  const own = singleStore(store);
  const { metric, sweep } = own;
  const items = store.sweep.runsOf(row).map((run) => html("div", null,
    html("dt", null, html("button", { type: "button", class: "plain", click: () => showDetails(own, run) }, sweep.id(run).split("/").pop())),
    html("dd", null, [sweep.field("state").text(run), metric?.text(run)].filter(Boolean).join(", "))));
  return html("section", null, html("h3", null, "Runs"), html("dl", null, ...items));
}

/** What the records of a run's stages tell, where the page has them. */
function stageLists(sweep, run) {
  return (sweep.records[run] ?? []).map((record) => {
    const items = [
      ["state", record.state], ["start", record.start], ["seconds", record.seconds],
      ["processor time", record.user === undefined ? undefined : durationText(record.user + record.system)],
      ["memory", record.max_rss_kib === undefined ? undefined : `${shortNumber(record.max_rss_kib / 1024)} MiB`],
      ["exit code", record.exit], ["signal", record.signal], ["job", record.job], ["process", record.pid],
    ].filter(([, value]) => value !== undefined && value !== "");
    return html("section", null, html("h3", null, shown(`Stage ${record.stage}`, 100)),
      html("dl", null, ...items.map(([name, value]) => html("div", null, html("dt", null, name), html("dd", null, shown(value, 1000))))),
      html("pre", null, shown(record.command ?? "", 20000)));
  });
}

function valueList(title, columns, run) {
  const items = columns.filter((column) => column.text(run) !== null && column.text(run) !== "").map((column) =>
    html("div", null, html("dt", null, shown(column.name, 100)), html("dd", null, fullText(column, run))));
  return html("section", null, html("h3", null, title), items.length > 0 ? html("dl", null, ...items) : empty("none"));
}

function fullText(column, run) {
  if (column.role === "field" && column.name === "start") return dateText(column.numbers[run]);
  return shown(column.text(run), 2000);
}
