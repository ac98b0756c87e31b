/** Small random changes to documents: the mistakes people make, and those nobody would. */

/** A seeded source of numbers in [0, 1) (mulberry32): a failing seed fails again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of several. */
export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("Nothing to pick from");
  return item;
}

const TOKENS = [
  ..." \n:-?,[]{}#&*!|>'\"%@`~\\\t.0a",
  ": ",
  " #",
  "- ",
  "? ",
  "\n\n",
  "\n  ",
  "\n ",
  "  ",
  "|-\n",
  ">\n",
  "|\n",
  "|2\n",
  ">+\n",
  "''",
  '"a"',
  "'b'",
  "[a, b]",
  "{a: b}",
  "{{ x }}",
  "<<: *a",
  "&a ",
  "*a",
  "!!str ",
  "---\n",
  "...\n",
  "null",
  "012",
  "0x1f",
  ".5",
  "1e3",
  "-",
  "é",
  "😀",
  "\u2028",
  "\u0085",
  "\r\n",
  "\ufeff",
  "\\n",
  "\\u0041",
  "a: b\n",
  "- c\n",
  "# d\n",
] as const;

/** Changes a text in one to four places. */
export function mutate(text: string, random: () => number): string {
  let mutated = text;
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const lines = text.split("\n");
  const line = Math.floor(random() * lines.length);
  switch (Math.floor(random() * 9)) {
    case 0:
    case 1:
      return text.slice(0, at) + pick(random, TOKENS) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 3));
    case 3:
      return text.slice(0, at) + pick(random, TOKENS) + text.slice(at + 1);
    case 4:
      lines[line] = " ".repeat(1 + Math.floor(random() * 3)) + lines[line];
      return lines.join("\n");
    case 5:
      lines[line] = (lines[line] ?? "").replace(/^ {1,2}/, "");
      return lines.join("\n");
    case 6:
      lines.splice(line, 0, pick(random, lines));
      return lines.join("\n");
    case 7:
      lines.splice(line, 1);
      return lines.join("\n");
    default:
      return text.slice(0, at);
  }
}
