// Which runs are kept: by terms that were typed and by brushes. Knows nothing of elements.

/** The words of a line: between blanks, with quotes around what has blanks itself. */
function wordsOf(line) {
  const words = [];
  let [word, quote] = [null, ""];
  for (let index = 0; index < line.length; index++) {
    const sign = line[index];
    if (quote !== "") {
      if (sign === quote) quote = "";
      else word += sign;
    } else if (sign === "'" || sign === '"') {
      [word, quote] = [word ?? "", sign];
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? "") + sign;
    }
  }
  if (quote !== "") throw new Error(`a quotation mark ${quote} is not closed`);
  if (word !== null) words.push(word);
  return words;
}

/** A test of runs for a line of terms; throws what is wrong with it. */
function lineTest(line, sweep) {
  const tests = wordsOf(line).map((word) => termTest(parseTerm(word), sweep));
  if (tests.length === 0) return null;
  return (run) => tests.every((test) => test(run));
}

/** A test of runs for a brush: a range of a column's numbers, or some of its categories. */
function brushTest(brush, axis) {
  if (brush.categories) {
    const kept = new Set(brush.categories);
    return (run) => kept.has(axis.label(run));
  }
  const numbers = axis.column.numbers;
  return (run) => numbers[run] >= brush.low && numbers[run] <= brush.high;
}

/** A mask of runs: 1 for those that match all tests; and how many these are. */
function maskOf(count, tests) {
  const mask = new Uint8Array(count).fill(1);
  for (const test of tests) {
    for (let run = 0; run < count; run++) if (mask[run] === 1 && !test(run)) mask[run] = 0;
  }
  let kept = 0;
  for (let run = 0; run < count; run++) kept += mask[run];
  return { mask, kept };
}
