import stringWidth from "string-width";
import type { Paint, Style } from "./style.ts";
import { visible } from "./visible.ts";

/** A cell: text, perhaps in a style. */
export type Cell = string | readonly [text: string, style: Style];

/** How {@link table} draws. */
export interface TableOptions {
  readonly paint: Paint;
  /** Cells of the terminal; what does not fit is shortened, the widest column first. Default: nothing is shortened. */
  readonly width?: number | undefined;
  /** So many of the first columns are never shortened: what is typed elsewhere is of no use in part. Default 0. */
  readonly whole?: number;
}

const GAP = 2;
/** So much of a column stays at least, and so much where that is still too wide. */
const LEAST = [8, 4];

/**
 * Rows under their titles, in columns. Text in the cells is made harmless and stays in one line.
 *
 * @returns Lines without their ends.
 */
export function table(titles: readonly string[], rows: readonly (readonly Cell[])[], { paint, width, whole = 0 }: TableOptions): string[] {
  const texts = rows.map((row) => titles.map((_, at) => visible(textOf(row[at] ?? ""))));
  const widths = titles.map((title, at) => Math.max(stringWidth(title), ...texts.map((row) => stringWidth(row[at] ?? ""))));
  if (width !== undefined) { for (const least of LEAST) narrow(widths, { width, whole, least }); }
  const line = (cells: readonly string[], styleOf: (at: number) => Style | undefined) =>
    cells.map((text, at) => {
      const fitted = fit(text, widths[at] ?? 0);
      const style = styleOf(at);
      const pad = at === cells.length - 1 ? "" : " ".repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(fitted)));
      return (style === undefined ? fitted : paint(style, fitted)) + pad;
    }).join(" ".repeat(GAP)).trimEnd();
  return [
    line(titles, () => "dim"),
    ...texts.map((cells, index) => line(cells, (at) => styleOf(rows[index]?.[at] ?? ""))),
  ];
}

/** Takes from the widest column behind the whole ones until all fit, or nothing more can be taken. */
function narrow(
  widths: number[],
  { width, whole, least }: { readonly width: number; readonly whole: number; readonly least: number },
): void {
  const gaps = GAP * (widths.length - 1);
  for (let over = widths.reduce((sum, each) => sum + each, gaps) - width; over > 0;) {
    const sorted = widths.slice(whole).toSorted((a, b) => b - a);
    const widest = sorted[0] ?? 0;
    if (widest <= least) return;
    const take = Math.min(over, Math.max(1, widest - Math.max(least, sorted[1] ?? least)));
    widths[widths.indexOf(widest, whole)] = widest - take;
    over -= take;
  }
}

/** A text in at most so many cells, its end replaced by `…` where it is longer. */
function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let fitted = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(fitted + segment) > width - 1) break;
    fitted += segment;
  }
  return `${fitted}…`;
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell[0];
}

function styleOf(cell: Cell): Style | undefined {
  return typeof cell === "string" ? undefined : cell[1];
}
