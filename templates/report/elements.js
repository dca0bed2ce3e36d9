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
