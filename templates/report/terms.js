// The terms of `hpmake where`: `lr<1e-2`, `opt=sgd,adam`, `host~^gpu`. Says the same of every run as
// the command does. Knows nothing of where terms are typed in.

/** Splits a term at its first sign; throws what is wrong with it. */
function parseTerm(term) {
  const place = term.search(/[=!<>~]/);
  if (place < 0) throw new Error(`“${term}” is no term: write NAME=VALUE, or one of = != < <= > >= ~ in place of =`);
  const rest = term.slice(place);
  const isDouble = rest[1] === "=" && rest[0] !== "~";
  const sign = rest.startsWith("==") ? "=" : rest.slice(0, isDouble ? 2 : 1);
  if (sign === "!") throw new Error(`“${term}”: write != for “is not”`);
  const [name, text] = [term.slice(0, place), rest.slice(isDouble ? 2 : 1)];
  if (name === "") throw new Error(`“${term}” has no name before “${sign}”`);
  const order = sign === "=" && !rest.startsWith("==") && text.match(/^([<>])[0-9+\-.]/);
  if (order) throw new Error(`“${term}”: write ${order[1]}= (or ==${order[1]} for a value that begins with ${order[1]})`);
  if ("<>".includes(sign[0]) && text === "") throw new Error(`“${term}” has no value to compare with`);
  const parts = text.split(",");
  return { name, sign, text, isOrder: "<>".includes(sign[0]), alternatives: [text, ...(parts.length > 1 ? parts : []), ...(rest.startsWith("==") ? [`=${text}`] : [])] };
}

/** Whether a run matches a term, as a function of the run. */
function termTest(term, sweep) {
  if (term.name === "id") return textTest(term, sweep.id, true);
  // hpmake's own names come first, as on the command line.
  const field = sweep.field(term.name.replace(/^record\./, ""));
  if (field) return fieldTest(term, field);
  const parameter = sweep.parameters.find((column) => column.name === term.name)
    ?? sweep.parameters.find((column) => `params.${column.name}` === term.name);
  if (parameter) return parameterTest(term, parameter);
  const bare = term.name.replace(/^metrics\./, "");
  const metric = sweep.metric(term.name) ?? sweep.metric(bare);
  if (metric) return numberTest(term, metric);
  if (sweep.objectives.some((objective) => objective.metric === bare)) return () => false;
  throw new Error(`no parameter, metric or field is called “${term.name}”`);
}

function parameterTest(term, column) {
  if (term.sign === "~") return patternTest(term, column.text);
  if (term.isOrder) {
    const [number, holds] = [neededNumber(term), comparison(term.sign)];
    return (run) => holds(column.numbers[run], number);
  }
  const wanted = term.sign === "=";
  const isMeant = (text, isNumber) => term.alternatives.some((other) => {
    if (text === other) return true;
    return isNumber && /^[0-9+\-.eE]+$/.test(other) && numberOf(other) !== null && isSameNumber(text, other);
  });
  if (column.texts) {
    const answers = column.texts.map((text, code) => isMeant(text, column.kinds[code] === "n") === wanted);
    return (run) => (column.codes[run] < 0 ? term.text === "" && wanted : answers[column.codes[run]]);
  }
  return (run) => {
    const text = column.text(run);
    return text === null ? term.text === "" && wanted : isMeant(text, true) === wanted;
  };
}

function numberTest(term, column) {
  if (term.sign === "~") return patternTest(term, column.text);
  const { numbers, text } = column;
  if (term.isOrder) {
    const [number, holds] = [neededNumber(term), comparison(term.sign)];
    return (run) => holds(numbers[run], number);
  }
  const wanted = term.sign === "=";
  if (term.text === "") return (run) => (text(run) === null) === wanted;
  const others = term.text.split(",").filter((part) => part !== "").map((part) => {
    const number = numberOf(part);
    if (number === null) throw new Error(`“${part}” is no number, and ${term.name} is`);
    return number;
  });
  return (run) => {
    const number = numbers[run];
    if (Number.isNaN(number) && text(run) === null) return false;
    return others.some((other) => other === number || (Number.isNaN(other) && Number.isNaN(number))) === wanted;
  };
}

function textTest(term, text, isPrefix) {
  if (term.sign === "~") return patternTest(term, text);
  if (term.isOrder) {
    const holds = comparison(term.sign);
    const length = [...term.text].length;
    return (run) => {
      const value = text(run);
      return value !== null && holds([...value].slice(0, length).join(""), term.text);
    };
  }
  const wanted = term.sign === "=";
  return (run) => {
    const value = text(run);
    if (value === null) return (term.text === "") === wanted;
    const isFound = term.alternatives.some((other) =>
      value === other || (isPrefix && other !== "" && value.startsWith(other)));
    return isFound === wanted;
  };
}

function fieldTest(term, field) {
  const words = { state: ["done", "outdated", "running", "queued", "failed", "interrupted", "missing"], dirty: ["true", "false"] }[field.name];
  for (const text of words && term.sign !== "~" && term.text !== "" ? term.text.split(",") : []) {
    if (!words.includes(text)) throw new Error(`${term.name} is one of ${words.join(", ")}, not “${text}”`);
  }
  const numbers = ["seconds", "attempt", "stopped", "rank", "step", "epoch", "iter", "_step"];
  if (numbers.includes(field.name)) return numberTest(term, field);
  if (field.name !== "start") return textTest(term, field.text, field.name === "git");
  return textTest(term, (run) => (field.text(run) === null ? null : dateText(field.numbers[run])), true);
}

function patternTest(term, text) {
  const pattern = extendedPattern(term);
  return (run) => {
    const value = text(run);
    return value !== null && pattern.test(value);
  };
}

function comparison(sign) {
  return {
    "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  }[sign];
}

function neededNumber(term) {
  const number = numberOf(term.text);
  if (number === null) throw new Error(`“${term.text}” is no number, and ${term.name}${term.sign} needs one`);
  return number;
}
