// Makes elements. A value becomes a text or an attribute, never markup, whatever is in it.
// Knows nothing of what is shown.

function html(name, attributes, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** Attributes by name; a function listens to the event of that name; null and false are left out. */
function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A text on one line that cannot turn or hide what stands beside it. */
function shown(text, length = 60) {
  const plain = String(text).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  const letters = [...plain.slice(0, 4 * length)];
  if (plain.length <= length || letters.length <= length) return plain;
  const half = Math.floor((length - 1) / 2);
  return letters.slice(0, length - 1 - half).join("") + "…" + [...plain.slice(-4 * half)].slice(-half).join("");
}

/** An id in less room: the beginning of its hash stays, since that is what commands take. */
function shownID(id, length) {
  const [, readable, hash, below = ""] = /^(.*)-([0-9a-f]{12})(\/.*)?$/.exec(id) ?? [];
  const room = length - 9 - below.length;
  if (id.length <= length || !hash || room < 1) return shown(id, length);
  return `${shown(readable, 200).slice(0, room)}…${hash.slice(0, 8)}${shown(below)}`;
}

/** Short texts of which different ones differ: of those that would not, the beginning that they share is left out. */
function shownApart(texts, length) {
  const labels = texts.map((text) => shown(text, length));
  const owners = new Map();
  return labels.map((label, place) => {
    const text = texts[place];
    const rivals = texts.filter((other, at) => labels[at] === label);
    let head = 0;
    if (rivals.some((other) => other !== text)) {
      while (rivals.every((other) => other[head] === text[head])) head++;
      // A number stays whole.
      while (head > 0 && /\d/.test(text[head - 1])) head--;
    }
    let found = head > 0 ? shown(`…${text.slice(head)}`, length) : label;
    for (let number = 2; (owners.get(found) ?? text) !== text; number++) found = `${label.slice(0, length - 3)}~${number}`;
    owners.set(found, text);
    return found;
  });
}
