import { pick } from "./mutate.ts";

const PLAINS = [
  "a",
  "run",
  "two words",
  "a-b",
  "x:y",
  "http://example.com/a?b=c#d",
  "12",
  "012",
  "-7",
  "1.10",
  "1e3",
  "0x1F",
  "0o14",
  ".5",
  "true",
  "False",
  "no",
  "on",
  "null",
  "~",
  "é",
  "😀 smile",
  "a#b",
  "$HOME/bin",
  "a, b",
  "it's",
  'say "x"',
  "--flag",
  "-x",
  "9007199254740993",
  ".inf",
  "a\\nb",
  "5m",
  "<=",
  "=",
  "^a",
  "(x)",
  "a [b]",
  "a {b}",
] as const; // deno-fmt-ignore
const QUOTED = ['""', "''", '"a b"', "'it''s'", '"{{ x.y }}"', '"a\\tb\\u00e9\\"q\\""', '"# no"', "'a: b'", '"\\x41\\U0001F600"', '"[x]"', "' '"] as const;
const WORDS = ["echo hi", "  indented", "# not a comment", "a: b", "- dash", "", "trailing ", "\ttab", "é"] as const;

/** A valid document: mappings, sequences, flow collections, all scalar styles, comments and blank lines, 1 to about 60 lines. */
export function generate(random: () => number): string {
  const out: string[] = [];
  const maybe = (chance: number) => random() < chance;
  const noise = (pad: string) => {
    if (maybe(0.08)) out.push("");
    if (maybe(0.08)) out.push(pad + "# comment");
    if (maybe(0.02)) out.push("   # odd comment");
  };
  const key = (i: number) => maybe(0.15) ? pick(random, [`"k ${i}"`, `'k${i}'`, `k ${i}`, `${i}`, `k-${i}`]) : `k${i}`;
  const behind = () => maybe(0.1) ? pick(random, [" # note", "  ", " #"]) : "";
  const flow = (depth: number): string => {
    if (depth > 2 || maybe(0.6)) return maybe(0.3) ? pick(random, QUOTED) : pick(random, PLAINS.filter((text) => !/[,[\]{}]/.test(text)));
    const space = maybe(0.5) ? " " : "";
    const separator = pick(random, [", ", ", ", ",", " , "]);
    const items = Array.from({ length: Math.floor(random() * 4) }, () => flow(depth + 1));
    if (maybe(0.5)) return `[${space}${items.join(separator)}${items.length > 0 && maybe(0.2) ? "," : ""}${space}]`;
    return `{${space}${items.map((item, i) => `${maybe(0.2) ? `"f${i}"` : `f${i}`}: ${item}`).join(separator)}${space}}`;
  };
  const blockScalar = (prefix: string, pad: string) => {
    out.push(prefix + pick(random, ["|", ">"]) + pick(random, ["", "", "-", "+"]) + behind());
    const inner = pad + pick(random, ["  ", " ", "    "]);
    out.push(inner + pick(random, ["first", "- x", "# y", "{", '"']));
    for (let n = Math.floor(random() * 4); n > 0; n--) {
      const word = pick(random, WORDS);
      out.push(word === "" ? pick(random, ["", inner]) : inner + word);
    }
  };
  const multiline = (prefix: string, pad: string) => {
    out.push(prefix + "several");
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
      out.push(maybe(0.2) ? "" : pad + pick(random, ["  words", "   more words", "  12"]));
    }
  };
  const flowLines = (prefix: string, pad: string) => {
    out.push(prefix + "[");
    for (let n = Math.floor(random() * 3); n > 0; n--) out.push(`${pad}  ${flow(2)},${behind()}`);
    out.push(pad + pick(random, ["]", " ]", "  ]"]) + behind());
  };
  const value = (prefix: string, pad: string, depth: number): void => {
    const kind = random();
    if (kind < 0.3 || depth > 4) out.push(prefix + pick(random, PLAINS) + behind());
    else if (kind < 0.4) out.push(prefix + pick(random, QUOTED) + behind());
    else if (kind < 0.5) out.push(prefix + flow(0) + behind());
    else if (kind < 0.58) blockScalar(prefix, pad);
    else if (kind < 0.62) multiline(prefix, pad);
    else if (kind < 0.66) flowLines(prefix, pad);
    else if (kind < 0.7) out.push(prefix.trimEnd() + behind());
    else if (kind < 0.85) {
      out.push(prefix.trimEnd() + behind());
      map(pad + pick(random, ["  ", " ", "    "]), depth + 1);
    } else {
      out.push(prefix.trimEnd() + behind());
      seq(prefix.trimEnd().endsWith(":") && maybe(0.4) ? pad : pad + "  ", depth + 1);
    }
  };
  const map = (pad: string, depth: number, first?: string): void => {
    for (let n = 1 + Math.floor(random() * 4), i = 0; i < n; i++) {
      if (i > 0 || first === undefined) noise(pad);
      value(`${i === 0 && first !== undefined ? first : pad}${key(i)}:${pick(random, [" ", " ", "  "])}`, pad, depth);
    }
  };
  const seq = (pad: string, depth: number): void => {
    for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
      noise(pad);
      if (maybe(0.35) && depth < 4) map(pad + "  ", depth + 1, pad + "- ");
      else value(pad + "- ", pad, depth);
    }
  };
  if (maybe(0.1)) out.push("# head", "---");
  if (maybe(0.85)) map("", 0);
  else seq("", 0);
  return out.join("\n") + (maybe(0.9) ? "\n" : "");
}
