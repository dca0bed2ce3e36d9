// Regular expressions in the dialect of hpmake: POSIX extended, with nothing that other programs add to
// it or take for something else. Knows nothing of what they are matched with.

const patternEscapes = { d: "[0-9]", D: "[^0-9]", s: "[[:space:]]", S: "[^[:space:]]", w: "[[:alnum:]_]", W: "[^[:alnum:]_]", t: "[[:space:]]" };

/** A pattern for JavaScript; throws what is wrong with it. Only what stands in brackets is written in another way. */
function extendedPattern(term) {
  const fault = patternFault(term.text);
  if (fault) throw new Error(`${term.name}~: ${fault}`);
  const classes = {
    alpha: "a-zA-Z", digit: "0-9", alnum: "a-zA-Z0-9", upper: "A-Z", lower: "a-z", space: " \\t\\n\\r\\f\\v",
    blank: " \\t", punct: "!-/:-@\\[-`{-~", xdigit: "0-9A-Fa-f", word: "\\w",
  };
  const source = term.text.replace(/\\.|\[(\^?)(\]?(?:\[:\w+:\]|[^\]])*)\]/g, (all, not, inside) => {
    if (inside === undefined) return all;
    const items = inside.replace(/\[:(\w+):\]|\\\\|[\\\]\[]/g, (item, name) => (Object.hasOwn(classes, name) ? classes[name] : undefined) ?? (item === "\\\\" ? item : `\\${item}`));
    return `[${not}${items}]`;
  });
  try {
    return new RegExp(source, "s");
  } catch {
    throw new Error(`${term.name}~: “${term.text}” is no regular expression`);
  }
}

/** What is wrong with a pattern, in the words of `PatternText.swift`; null where nothing is. */
function patternFault(text) {
  const tokens = text.match(/\\[^]?|\[\^?\]?(?:\[:\w*:\]|\\\\|[^\]\\])*[\]\\]?|\{\d*,?\d*\}?|[^]/g) ?? [];
  let [depth, isEmpty, canRepeat, isRepeated] = [0, true, false, false];
  for (const [index, token] of tokens.entries()) {
    const sign = token[0];
    const isRepetition = "*+?{".includes(sign);
    if ("|)".includes(sign) && isEmpty) return "it, or one of its alternatives, is empty";
    if (sign === "(" && tokens[index + 1] === "?") return "groups that begin with (? are not known: write (..)";
    if (sign === ")" && depth === 0) return "a ) has no (: write \\) for the character";
    if (isRepetition && isRepeated) return "a repetition follows another: there are no lazy ones, write [^,]*, in place of .*?,";
    if (isRepetition && !canRepeat) return `nothing stands before ${sign}: write \\${sign} for the character`;
    const fault = sign === "{" ? boundsFault(token) : sign === "[" ? bracketFault(token) : sign === "\\" ? escapeFault(token) : null;
    if (fault) return fault;
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    isEmpty = "(|".includes(sign);
    canRepeat = !isRepetition && !"(|^$".includes(sign);
    isRepeated = isRepetition;
  }
  if (depth > 0) return "a ( has no )";
  return isEmpty ? "it, or one of its alternatives, is empty" : null;
}

function boundsFault(token) {
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  const isRight = least !== undefined && (comma || most === "") && (most === "" || Number(least) <= Number(most));
  return isRight ? null : "{ begins no repetition like {2}, {2,} or {2,5}: write \\{ for it";
}

function bracketFault(token) {
  if (token.endsWith("\\") && !/^\[.*\\\\$/.test(token)) return "in [..] a backslash is a character: leave it out, or write \\\\ for it";
  return token.length > 1 && token.endsWith("]") && !/^\[\^?\]$/.test(token) ? null : "a [ has no ]";
}

function escapeFault(token) {
  const letter = token.slice(1);
  if (letter === "") return "it ends with a backslash";
  if (Object.hasOwn(patternEscapes, letter)) return `${token} is not known: write ${patternEscapes[letter]}`;
  if (/[1-9]/.test(letter)) return `there are no back-references such as ${token}`;
  return /[0A-Za-z<>`'\u0080-\uffff]/.test(letter) ? `${token} is not known` : null;
}
