import stringWidth from "string-width";
import type { RunEvent } from "../../core/mod.ts";
import { formatCounts, formatDuration } from "./format.ts";
import { eventLine, PlainRenderer, type RenderTargets } from "./run_plain.ts";
import type { RunRenderer } from "./run_renderer.ts";
import { RunView, type TaskView } from "./run_view.ts";
import type { Paint, Style } from "./style.ts";

/** Size of the terminal in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

const FRAME_MS = 80;
/** What a small graph leaves for the output that scrolls by; a large one leaves half of the screen. */
const ROWS_FOR_OUTPUT = 6;
/** How long output waits at most for a frame that it can share. */
const FLOOD_MS = 25;
const MAX_HELD = 65_536;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SYMBOLS: Readonly<Record<Exclude<TaskView["status"], "running">, readonly [string, Style]>> = {
  waiting: ["·", "dim"],
  retrying: ["↻", "yellow"],
  succeeded: ["✓", "green"],
  failed: ["✗", "red"],
  timed_out: ["✗", "red"],
  cancelled: ["■", "yellow"],
  skipped: ["○", "dim"],
};
/** States without a duration of their own. */
const UNTIMED: ReadonlySet<TaskView["status"]> = new Set(["waiting", "retrying", "skipped"]);

/**
 * Draws a run's progress on a terminal: output scrolls above a region that shows what runs, what waits and for how long, with the last
 * line of each running task. The region never exceeds the terminal; large graphs show what runs and counts.
 */
export class LiveRenderer implements RunRenderer {
  readonly #targets: RenderTargets;
  readonly #size: () => TerminalSize;
  readonly #now: () => number;
  readonly #view = new RunView();
  readonly #plain: PlainRenderer;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The lines above the cursor that are ours to redraw. */
  #drawn: readonly string[] = [];
  #drawnAt = 0;
  #prompt: string | undefined;
  /** What scrolls by with the next frame. */
  #held: (string | Uint8Array)[] = [];
  #heldSize = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(targets: RenderTargets, size: () => TerminalSize, now: () => number = Date.now) {
    this.#targets = targets;
    this.#size = size;
    this.#now = now;
    this.#plain = new PlainRenderer(targets);
  }

  event(event: RunEvent): void | Promise<void> {
    this.#view.apply(event);
    this.#timer ??= setInterval(() => this.#draw(), FRAME_MS);
    if (event.type === "task.output") {
      const { out, err } = this.#targets;
      // What goes into a file or a pipe does not touch the screen.
      if (event.stream === "stdout" && out !== err) return out.write(this.#plain.prefixed(event));
      return this.#scroll(this.#plain.prefixed(event));
    }
    // In the region a task that ended well says so itself; what went wrong stays in the scrollback.
    if (event.type === "task.finished" && (event.status === "succeeded" || event.status === "skipped")) return;
    if (event.type === "run.finished") return this.#finish(event);
    const line = eventLine(event, this.#targets.paint);
    if (line !== undefined) this.#scroll(`${line}\n`);
  }

  note(line: string): void {
    this.#scroll(`${this.#targets.paint("yellow", line)}\n`);
  }

  prompt(line: string | undefined): void {
    this.#prompt = line;
    this.#draw();
  }

  end(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#erase();
    this.#targets.err.write("\x1b[?25h");
  }

  /** Takes text that scrolls by above the region; in a flood many pieces share one frame, so that the region can still be read. */
  #scroll(text: string | Uint8Array): void | Promise<void> {
    this.#held.push(text);
    this.#heldSize += text.length;
    if (this.#heldSize >= MAX_HELD || performance.now() - this.#drawnAt >= FRAME_MS) return this.#draw();
    this.#soon ??= setTimeout(() => this.#draw(), FLOOD_MS);
  }

  #finish(event: RunEvent): void {
    this.#erase();
    const { columns, rows } = this.#size();
    const lines = this.#view.tasks.size <= Math.max(20, rows)
      ? taskLines([...this.#view.tasks.values()], this.#now(), columns, 0, this.#targets.paint)
      : [];
    const summary = eventLine(event, this.#targets.paint);
    this.#targets.err.write([...lines, ...(summary === undefined ? [] : [summary])].map((line) => `${line}\n`).join(""));
  }

  /** @returns A promise when the terminal is slow. */
  #draw(): void | Promise<void> {
    const size = this.#size();
    const lines = frameLines(this.#view, this.#now(), size, this.#frame++, this.#targets.paint);
    const prompt = this.#prompt === undefined ? "\x1b[?25l" : fit(printable(this.#prompt), size.columns - 1) + "\x1b[?25h";
    // One synchronised write, so that a slow terminal shows whole frames.
    this.#targets.err.write("\x1b[?2026h");
    this.#erase();
    const wait = this.#targets.err.write(`${lines.map((line) => `${line}\n`).join("")}${prompt}\x1b[?2026l`);
    this.#drawn = lines;
    this.#drawnAt = performance.now();
    clearTimeout(this.#soon);
    this.#soon = undefined;
    return wait;
  }

  /** Takes the region away and lets out what scrolls by. */
  #erase(): void {
    const { err } = this.#targets;
    if (this.#drawn.length > 0) err.write(this.#toTop(this.#size()));
    this.#drawn = [];
    for (const text of this.#held) err.write(text);
    // A task may leave a colour switched on.
    if (this.#held.length > 0) err.write("\x1b[0m");
    this.#held = [];
    this.#heldSize = 0;
  }

  /** To where the region begins, and clears from there. In a window that has become narrower its lines have been wrapped. */
  #toTop({ columns }: TerminalSize): string {
    const up = this.#drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    return `${up === 0 ? "" : `\x1b[${up}A`}\r\x1b[J`;
  }
}

/** The lines of one frame, none wider than the terminal and never as many as its rows. */
export function frameLines(view: RunView, now: number, size: TerminalSize, frame: number, paint: Paint): string[] {
  const all = [...view.tasks.values()];
  const shown = all.length <= Math.min(size.rows - ROWS_FOR_OUTPUT, 24)
    ? all
    : [...view.active].slice(0, Math.max(1, Math.min(Math.floor(size.rows / 2) - 1, 24))).flatMap((id) => view.tasks.get(id) ?? []);
  const ended = Object.values(view.counts).reduce((sum, count) => sum + count, 0);
  const counts = [
    `${view.active.size} running`,
    `${Math.max(0, view.tasks.size - view.active.size - ended)} waiting`,
    formatCounts(view.counts),
    formatDuration(Math.max(0, now - view.startedAt)),
  ];
  const summary = `${view.pipeline}: ${
    view.waiting === "" || view.active.size > 0 ? counts.filter((part) => part !== "").join(", ") : view.waiting
  }`;
  return [...taskLines(shown, now, size.columns, frame, paint), paint("bold", fit(summary, size.columns - 1))];
}

function taskLines(tasks: readonly TaskView[], now: number, columns: number, frame: number, paint: Paint): string[] {
  const widest = Math.max(0, ...tasks.map((task) => stringWidth(task.id)));
  const idWidth = Math.min(widest, Math.max(8, Math.floor(columns * 0.4)));
  return tasks.map((task) => {
    const [symbol, style] = task.status === "running" ? [SPINNER[frame % SPINNER.length] ?? "", "cyan" as const] : SYMBOLS[task.status];
    const durationMs = task.status === "running" ? Math.max(0, now - task.startedAt) : task.durationMs;
    const duration = (UNTIMED.has(task.status) || task.attempt === 0 ? "" : formatDuration(durationMs)).padStart(8);
    const id = pad(fit(task.id, idWidth), idWidth);
    const note = fit(printable(task.note), Math.max(0, columns - idWidth - 14));
    return `${paint(style, symbol)} ${id} ${paint("dim", duration)}  ${paint("dim", note)}`.trimEnd();
  });
}

/** Output may hold anything; only what keeps the line in place may be drawn. */
function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f\x7f-\x9f]/g, "");
}

/** Cuts a text to a number of cells. */
function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 1) return "…".slice(0, Math.max(0, width));
  let cut = "";
  let used = 0;
  for (const character of text) {
    used += stringWidth(character);
    if (used > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
