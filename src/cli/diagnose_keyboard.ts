import { resolve } from "node:path";
import { AppError } from "../core/mod.ts";
import type { KeyEvent } from "../core/keyboard/mod.ts";
import { attendTerminalKeys, type KeyboardEnd, type KeysProtocol, openKeyboard } from "../platform/keyboard/mod.ts";
import { createFiles } from "../platform/mod.ts";
import { ignoresHangUp } from "./ignores_hang_up.ts";
import type { Io } from "./io.ts";
import { painter } from "./render/style.ts";
import type { VerbArgs } from "./verb.ts";

const HINT = "For example: executor diagnose keyboard --device /dev/input/event3";
const COLOURS = { press: "green", release: "yellow", repeat: "cyan" } as const;
const PROTOCOLS: Readonly<Record<KeysProtocol, string>> = {
  kitty: "it speaks the kitty keyboard protocol: places, repeats and releases",
  legacy: "it tells of presses alone, by their characters on a keyboard of the United States",
};

/** `executor diagnose keyboard [--device PATH|NAME]`: what a keyboard, or the terminal, sends; on Windows all keyboards of the desktop, on macOS with `*`. */
export async function diagnoseKeyboard(args: VerbArgs, io: Io): Promise<number> {
  if (args.positional.length > 1) throw new AppError("usage", "After keyboard stands nothing but flags", { hint: HINT });
  const device = args.text("--device");
  const stop = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", ...(ignoresHangUp() ? [] : ["SIGHUP" as const])];
  const onSignal = () => stop.abort();
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  io.out.gone.addEventListener("abort", onSignal);
  let events = 0;
  const tell = (event: KeyEvent) => {
    events++;
    return show(event, io);
  };
  try {
    const isTerminal = device === undefined && Deno.build.os !== "windows";
    const lost = isTerminal ? await fromTerminal(tell, io, stop) : await fromDevice(device, tell, io, stop.signal);
    if (io.json) io.out.line(JSON.stringify({ type: "keyboard.finished", events, lost }));
    return 0;
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
  }
}

/** @returns How often strokes were lost. */
async function fromDevice(
  device: string | undefined,
  tell: (event: KeyEvent) => void | Promise<void>,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const ended = Promise.withResolvers<KeyboardEnd | undefined>();
  const path = device === undefined ? undefined : resolve(io.cwd, device);
  const isPath = path !== undefined && (device?.includes("/") === true || createFiles().exists(path));
  let lost = 0;
  using listener = await openKeyboard({ device: isPath ? path : device, take: tell, lost: () => void lost++, ended: ended.resolve });
  signal.addEventListener("abort", () => ended.resolve(undefined), { once: true });
  const name = listener.name ?? null;
  if (io.json) io.out.line(JSON.stringify({ type: "keyboard.started", device: listener.path, name }));
  else io.err.line(`Listening to ${listener.path}${name === null ? "" : ` (${name})`}; Ctrl-C ends it`);
  const end = await ended.promise;
  if (end !== undefined && end.kind !== "ended") {
    throw new AppError("keyboard_lost", `${listener.path} gives no more keys: ${end.detail}`);
  }
  return lost;
}

async function fromTerminal(tell: (event: KeyEvent) => void | Promise<void>, io: Io, stop: AbortController): Promise<number> {
  const ends = new EndKeys();
  await attendTerminalKeys({
    take(event) {
      const told = tell(event);
      if (ends.ends(event)) stop.abort();
      return told;
    },
    began(protocol) {
      if (io.json) io.out.line(JSON.stringify({ type: "keyboard.started", device: "terminal", protocol }));
      else io.err.line(`Listening to this terminal: ${PROTOCOLS[protocol]}; Ctrl-D, or Ctrl-C twice, ends it`);
    },
    signal: stop.signal,
  });
  return 0;
}

/** Which keys end it: Ctrl-D, and Ctrl-C pressed twice with nothing else between. */
class EndKeys {
  #wasCancel = false;

  ends({ action, keyCode, modifiers }: KeyEvent): boolean {
    const isModifier = /^(?:Control|Shift|Alt|Meta)(?:Left|Right)$/.test(keyCode);
    if (action !== "press" || isModifier) return false;
    const isControl = modifiers.includes("Control");
    if (isControl && keyCode === "KeyD") return true;
    const isCancel = isControl && keyCode === "KeyC";
    const isSecond = isCancel && this.#wasCancel;
    this.#wasCancel = isCancel;
    return isSecond;
  }
}

function show(event: KeyEvent, io: Io): void | Promise<void> {
  if (io.json) return io.out.line(JSON.stringify({ type: "key", ...event }));
  const { timestamp, action, keyCode, scanCode, modifiers, native } = event;
  const paint = painter(io.out.isTerminal, io.env);
  const code = scanCode === 0 ? `native ${native ?? "none"}` : `0x${scanCode.toString(16).padStart(6, "0")}`;
  const text = `${(timestamp / 1000).toFixed(3).padStart(12)}  ${paint(COLOURS[action], action.padEnd(7))}  ${
    keyCode.padEnd(16)
  }  ${code}  ${modifiers.join("+")}`;
  return io.out.line(text.trimEnd());
}
