// Numbers, dates and times as text, and texts as numbers, the way hpmake itself has them.
// Knows nothing of runs.

/** The number that hpmake takes a text for, not such as `0x10`; null where it is none. */
function numberOf(text) {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(inity)?$/i.test(text)) return text[0] === "-" ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(text)) return NaN;
  return null;
}

/** Whether two texts are exactly the same decimal number, however long and however written. */
function isSameNumber(a, b) {
  return Number(a) === Number(b) && canonicalNumber(a) === canonicalNumber(b);
}

function canonicalNumber(text) {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (!match) return text;
  const digits = (match[2] + match[3]).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  const exponent = Number(match[4] ?? 0) - match[3].length + digits.length - short.length;
  return short === "" ? "0" : `${match[1] === "-" ? "-" : ""}${short}e${exponent}`;
}

/** All digits of a number, in the form that hpmake writes. */
function decimalText(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 2 ** 53) return String(value === 0 ? 0 : value);
  if (size >= 1e-4 && size < 2 ** 53) return String(value);
  const [digits, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (size === 2 ** 53) return `${value}.0`;
  const sign = exponent < 0 ? "-" : "+";
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A number with a few significant digits, for people. */
function shortNumber(value, digits = 4) {
  if (!Number.isFinite(value)) return decimalText(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  // A whole number may be a seed or a count, and is never rounded.
  if (Number.isInteger(value) && size < 2 ** 53) return String(value);
  const rounded = size >= 10 ** digits && size < 1e15 ? Math.round(value) : Number(value.toPrecision(digits));
  if (size >= 1e15 || size < 1e-4) return rounded.toExponential().replace("e+", "e");
  return String(rounded);
}

/** How many digits behind the point the numbers of a column have; null where each has its own. */
function decimalsOf(numbers, deviations) {
  const sizes = Array.from(numbers, Math.abs).filter((size) => size > 0 && size < 1e7);
  if (sizes.length === 0) return null;
  const power = (number) => Math.floor(Math.log10(number) + 1e-12);
  const [least, most] = [sizes.reduce((a, b) => Math.min(a, b)), sizes.reduce((a, b) => Math.max(a, b))];
  if (!deviations && sizes.every(Number.isInteger)) return 0;
  const full = Math.max(0, 4 - power(most));
  const spreads = Array.from(deviations ?? []).filter((deviation) => deviation > 0).sort((a, b) => a - b);
  const count = spreads.length > 0 ? Math.max(0, Math.min(full, 1 - power(spreads[spreads.length >> 1]))) : Math.max(full, 2 - power(least));
  return count <= 7 ? count : null;
}

/** A count with separators of thousands. */
function countText(count) {
  return count.toLocaleString("en");
}

/** A length of time: `0.3 s`, `12 s`, `4 min`, `2.5 h`, `3 d`. */
function durationText(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "?";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

/** RFC 3339 in UTC with microseconds, of microseconds since 1970. */
function dateText(microseconds) {
  const millis = Math.floor(microseconds / 1000);
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return "";
  const rest = String(microseconds - millis * 1000).padStart(3, "0");
  return date.toISOString().replace("Z", `${rest}Z`);
}
