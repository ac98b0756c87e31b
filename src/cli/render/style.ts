/** How a text is shown on a terminal. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

/** Wraps a text in a style, or leaves it. */
export type Paint = (style: Style, text: string) => string;

/** Colours for a stream: none off a terminal or with `NO_COLOR`. */
export function painter(isTerminal: boolean, env: Readonly<Record<string, string>>): Paint {
  const isPlain = !isTerminal || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return isPlain ? (_, text) => text : (style, text) => `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m`;
}
