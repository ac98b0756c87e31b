const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 8.4;
const MARGIN = 14;
const BACKGROUND = "#16181d";
const FOREGROUND = "#d8dbe2";
/** Of SGR 30 to 37; the bright ones of 90 to 97 look the same. */
const COLOURS = ["#5c6370", "#f07178", "#a5d46a", "#e7c664", "#7aa8ff", "#c792ea", "#6fd3d3", "#ffffff"] as const;
/** A sequence of SGR, or any other one, which a picture does without. */
// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[([\d;]*)m|\x1b\[[?\d;]*[@-~]|\x1b\][^\x07]*\x07|\x1b[()].|\r/g;

interface Look {
  readonly colour: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

const PLAIN: Look = { colour: FOREGROUND, isBold: false, isDim: false };

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function after(look: Look, parameters: string): Look {
  return parameters.split(";").map(Number).reduce((now, code): Look => {
    if (code === 0) return PLAIN;
    if (code === 1) return { ...now, isBold: true };
    if (code === 2) return { ...now, isDim: true };
    if (code === 22) return { ...now, isBold: false, isDim: false };
    if (code === 39) return { ...now, colour: FOREGROUND };
    const colour = COLOURS[code >= 90 ? code - 90 : code - 30];
    return colour === undefined ? now : { ...now, colour };
  }, look);
}

function span(text: string, { colour, isBold, isDim }: Look): string {
  const bold = isBold ? ' font-weight="bold"' : "";
  const dim = isDim ? ' opacity="0.6"' : "";
  return `<tspan fill="${colour}"${bold}${dim}>${escape(text)}</tspan>`;
}

/** Lines of a terminal `columns` wide: longer ones go on in the next. */
function wrapped(shown: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let look = PLAIN;
  let width = 0;
  const end = () => {
    lines.push(line);
    line = "";
    width = 0;
  };
  const put = (text: string) => {
    for (let rest = text; rest !== "";) {
      if (width === columns) end();
      const piece = rest.slice(0, columns - width);
      line += span(piece, look);
      width += piece.length;
      rest = rest.slice(piece.length);
    }
  };
  for (const [index, row] of shown.replace(/\s+$/, "").split("\n").entries()) {
    if (index > 0) end();
    let from = 0;
    for (const match of row.matchAll(SEQUENCE)) {
      put(row.slice(from, match.index));
      from = match.index + match[0].length;
      if (match[1] !== undefined) look = after(look, match[1]);
    }
    put(row.slice(from));
  }
  end();
  return lines;
}

/**
 * A picture of what a terminal shows.
 *
 * @param shown Lines with colours; other control sequences are left out.
 * @param columns Of the terminal.
 * @returns An SVG of its own.
 */
export function drawTerminal(shown: string, columns: number): string {
  const lines = wrapped(shown, columns);
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, index) =>
    `<text x="${MARGIN}" y="${MARGIN + LINE_HEIGHT * (index + 0.75)}" xml:space="preserve">${line}</text>`
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
${rows.join("\n")}
</g>
</svg>
`;
}
