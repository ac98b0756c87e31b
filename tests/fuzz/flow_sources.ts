/** Flow files to start from, and small changes of them. */
import { pick } from "../dsl/yaml/mutate.ts";

const FOLDER = new URL("../dsl/flow/pairs/", import.meta.url);
/** Valid files. */
export const SOURCES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort()
  .map((name) => Deno.readTextFileSync(new URL(name, FOLDER)).split(/^=====\n/m)[0] ?? "");

/** What is put into files. */
export const TOKENS = [
  ..." \n\t;{}[]()<>:,.#\"'|&?%-+*/=!a0é\r\\$`~@",
  ..."pipeline task when else check config param secret on finally failure after if for in as then run command http get script with retry every"
    .split(" ").map((word) => ` ${word} `),
  '"""',
  '"""\n',
  '\n"""',
  "r'",
  "..",
  "&&",
  "{{ x }}",
  "30s",
  "1MiB",
  "9".repeat(30),
  "1e5",
  "0x1f",
  "\r\n",
  "\ufeff",
  "😀",
  "\u2028",
  "// c\n",
  "# c\n",
] as const;

/** Changes a file in one to four places: tokens put in or taken away, lines doubled or lost. */
export function mutateTokens(random: () => number): string {
  let text = pick(random, SOURCES);
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
    const at = Math.floor(random() * (text.length + 1));
    const lines = text.split("\n");
    const line = Math.floor(random() * lines.length);
    const kind = Math.floor(random() * 5);
    if (kind === 0) text = text.slice(0, at) + pick(random, TOKENS) + text.slice(at);
    else if (kind === 1) text = text.slice(0, at) + pick(random, TOKENS) + text.slice(at + 1 + Math.floor(random() * 4));
    else if (kind === 2) text = text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 6));
    else if (kind === 3) text = lines.toSpliced(line, 1).join("\n");
    else text = lines.toSpliced(line, 0, pick(random, lines)).join("\n");
  }
  return text;
}

/** Changes single bytes of a file. */
export function mutateBytes(random: () => number): string {
  const bytes = new TextEncoder().encode(pick(random, SOURCES));
  for (let n = 1 + Math.floor(random() * 6); n > 0; n--) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return new TextDecoder().decode(bytes);
}
