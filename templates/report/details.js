// All that is known of one run, in a dialog. Knows nothing of where it was asked for.

function showDetails(store, run) {
  const { sweep } = store;
  const dialog = document.getElementById("details");
  const path = `trained/${sweep.id(run)}`;
  const link = (text, target) => (sweep.base === null ? html("code", null, text) : html("a", { href: sweep.base + target.split("/").map(encodeURIComponent).join("/") }, html("code", null, text)));
  const stages = sweep.stages.map((stage) => link(`${stage}.log`, `${path}/${stage}.log`));
  dialog.replaceChildren(
    html("form", { method: "dialog" }, html("button", { "aria-label": "Close", class: "close" }, "×")),
    html("h2", { id: "details-title" }, (sweep.isBest(run) ? "★ " : "") + shown(sweep.id(run), 200)),
    html("p", { class: "path" }, link(`${sweep.dist}/${path}`, path), ...(sweep.base === null ? [] : stages.flatMap((stage) => [" ", stage]))),
    html("div", { class: "lists" },
      valueList("Parameters", sweep.parameters, run),
      valueList("Metrics", sweep.metrics, run),
      valueList("Record", sweep.columns.filter((column) => column.role === "field"), run)));
  dialog.showModal();
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
