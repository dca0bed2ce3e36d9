// The data of the page as columns with one value a run. Knows nothing of what is done with them.

/** Reads the data that is embedded in the page. */
function readSweep(element) {
  const data = JSON.parse(element.textContent);
  const columns = data.columns.map((column) => readColumn(column, data.runs));
  const repeats = data.repeats.length;
  const ids = [];
  const readable = readableID(columns.filter((column) => column.role === "parameter"));
  const find = (role, name) => columns.find((column) => column.role === role && column.name === name);
  const configurationID = (index) => {
    const id = data.ids[index];
    ids[index] ??= (id[0] === "-" ? readable(index * repeats) : "") + id;
    return ids[index];
  };
  return {
    ...data,
    columns,
    field: (name) => find("field", name),
    metric: (name) => find("metric", name),
    parameters: columns.filter((column) => column.role === "parameter" || column.role === "repeat"),
    metrics: columns.filter((column) => column.role === "metric"),
    id: (run) => {
      const folder = data.repeats[run % repeats];
      return configurationID(Math.floor(run / repeats)) + (folder ? `/${folder}` : "");
    },
    configurationID,
    configuration: (run) => Math.floor(run / repeats),
    isBest: ((best) => (run) => best.has(Math.floor(run / repeats)))(new Set(data.best)),
  };
}

/**
 * A column knows for each run its text (null where it has no value) and its number (NaN where it has
 * none, too). `isNumeric`: all values are numbers. `range`: the axis that hpmake has chosen for them.
 */
function readColumn(column, count) {
  const base = { role: column.role, name: column.name, range: column.axis ?? null, means: column.means ?? null };
  return column.f64 ? numberColumn(base, column.f64) : textColumn(base, column, count);
}

/** The part of an id before its hash, where the page leaves it out (`ShortID.swift`). */
function readableID(parameters) {
  const sorted = [...parameters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = sorted.map(({ name }) => name.replace(/^[^0-9A-Za-z]+/, ""));
  return (run) => {
    const parts = [];
    sorted.forEach((column, index) => {
      const text = column.text(run);
      if (text === null) return;
      const isNumber = column.kinds ? column.kinds[column.codes[run]] === "n" : true;
      parts.push(`${names[index]}_${isNumber ? text.slice(0, 32) : fileName(text)}`);
    });
    return parts.join("-").slice(0, 115).replace(/^[^0-9A-Za-z]/, "p");
  };
}

/** A text as names of files have it, behind a `_`: of its first 32 bytes those that may stand there. */
function fileName(text) {
  let name = "_";
  for (const byte of new TextEncoder().encode(text).slice(0, 32)) {
    const letter = String.fromCharCode(byte);
    if (/[A-Za-z0-9._+-]/.test(letter)) name += letter;
    else if (!name.endsWith("_")) name += "_";
  }
  return name.slice(1);
}

function numberColumn(base, text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  const numbers = new Float64Array(bytes.buffer);
  const words = new Uint32Array(bytes.buffer);
  const isThere = (run) => words[2 * run + 1] !== 0x7ff40000 || words[2 * run] !== 0x68706d6b;
  return {
    ...base,
    isNumeric: true,
    isVarying: numbers.some((number, run) => number !== numbers[0] || !isThere(run)),
    numbers,
    text: (run) => (isThere(run) ? decimalText(numbers[run]) : null),
  };
}

function textColumn(base, { texts, kinds, at }, count) {
  const codes = new Int32Array(count);
  if (typeof at === "number") codes.fill(at);
  else codes.set(at);
  const isNumeric = /^n*$/.test(kinds) && texts.length > 0;
  const values = texts.map((text, code) => (kinds[code] === "n" ? numberOf(text) ?? NaN : NaN));
  const numbers = new Float64Array(count);
  for (let run = 0; run < count; run++) numbers[run] = codes[run] < 0 ? NaN : values[codes[run]];
  return {
    ...base,
    isNumeric,
    isVarying: typeof at !== "number" && count > 0,
    numbers,
    texts,
    kinds,
    codes,
    text: (run) => (codes[run] < 0 ? null : texts[codes[run]]),
  };
}

/** Places of the runs in the order of a column's numbers, those without one left out; kept. */
function ascending(column) {
  if (!column.ascending) {
    const runs = [];
    for (let run = 0; run < column.numbers.length; run++) {
      if (Number.isFinite(column.numbers[run])) runs.push(run);
    }
    const numbers = column.numbers;
    column.ascending = Uint32Array.from(runs).sort((a, b) => numbers[a] - numbers[b] || a - b);
  }
  return column.ascending;
}
