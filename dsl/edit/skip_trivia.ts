/** The next place that is no white space and in no comment. */
export function skipTrivia(text: string, from: number): number {
  let p = from;
  for (;;) {
    const ch = text[p];
    if (ch === " " || ch === "\t" || ch === "\n" || ch === "\r") p++;
    else if (ch === "#") {
      const end = text.indexOf("\n", p);
      if (end === -1) return text.length;
      p = end;
    } else return p;
  }
}

/** The place behind the colon that follows a key; undefined when none does. */
export function behindColon(text: string, keyEnd: number): number | undefined {
  const p = skipTrivia(text, keyEnd);
  return text[p] === ":" ? p + 1 : undefined;
}
