import type { FileSystemInfo, KernelRecords, Machine, PathInfo, ProgramResult } from "../../src/platform/checks/machine.ts";

/** How many ticks a processor has in a second of the fake machine. */
const TICK_MS = 10;

/** A machine in memory: what is not scripted is not there. Time passes only in sleeps. */
export class FakeMachine implements Machine {
  os: typeof Deno.build.os = "linux";
  readonly pid = 1;
  readonly units = { pageBytes: 4096, tickMs: TICK_MS };
  readonly files = new Map<string, string>();
  readonly modified = new Map<string, number>();
  readonly folders = new Map<string, readonly string[]>();
  readonly links = new Map<string, string>();
  readonly systems = new Map<string, FileSystemInfo>();
  /** Answers of programs by their command line; the last beginning that fits counts. */
  readonly programs = new Map<string, ProgramResult>();
  readonly names = new Map<string, readonly string[]>();
  response: (url: string, signal: AbortSignal) => Response | Promise<Response> = () => Promise.reject(new TypeError("no such server"));
  certificate: number | undefined;
  kernelRecords: KernelRecords | undefined;
  /** Called by each sleep. */
  onSleep: () => void = () => {};
  #ms = Date.UTC(2026, 10, 21, 12, 0, 0);

  now(): number {
    return this.#ms;
  }

  monotonicMs(): number {
    return this.#ms;
  }

  sleep(ms: number): Promise<void> {
    this.#ms += ms;
    this.onSleep();
    return Promise.resolve();
  }

  // deno-lint-ignore require-await
  async readPart(path: string, maxBytes: number, from: "start" | "end" = "start") {
    const text = this.files.get(path);
    if (text === undefined) throw new Deno.errors.NotFound(`No such file or directory (os error 2): open '${path}'`);
    const bytes = new TextEncoder().encode(text);
    const isWhole = bytes.length <= maxBytes;
    return { bytes: isWhole ? bytes : from === "start" ? bytes.slice(0, maxBytes) : bytes.slice(-maxBytes), isWhole };
  }

  // deno-lint-ignore require-await
  async info(path: string): Promise<PathInfo> {
    const text = this.files.get(path);
    const isDirectory = this.folders.has(path);
    if (text === undefined && !isDirectory) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    const modifiedAt = this.modified.get(path) ?? null;
    return { isFile: text !== undefined, isDirectory, sizeBytes: new TextEncoder().encode(text ?? "").length, modifiedAt };
  }

  // deno-lint-ignore require-await
  async list(path: string) {
    const names = this.folders.get(path);
    if (names === undefined) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    return names;
  }

  // deno-lint-ignore require-await
  async readLink(path: string) {
    const target = this.links.get(path);
    if (target === undefined) throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    return target;
  }

  // deno-lint-ignore require-await
  async fileSystem(path: string) {
    const found = this.systems.get(path);
    if (found === undefined) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    return found;
  }

  // deno-lint-ignore require-await
  async kernelLog() {
    if (this.kernelRecords === undefined) throw Object.assign(new Error("open failed"), { code: "ENOENT" });
    return this.kernelRecords;
  }

  memory() {
    return { total: 100, available: 40, swapTotal: 0, swapFree: 0 };
  }

  processorTime() {
    return { busy: 0, total: 0 };
  }

  loadAverages() {
    return [1.5, 1, 0.5];
  }

  // deno-lint-ignore require-await
  async run({ argv }: { readonly argv: readonly string[] }, _signal: AbortSignal) {
    const line = argv.join(" ");
    const [, found] = [...this.programs].findLast(([start]) => line.startsWith(start)) ?? [];
    if (found === undefined) throw new Deno.errors.NotFound(`No such file or directory (os error 2)`);
    return found;
  }

  async fetch(url: string, signal: AbortSignal) {
    return await this.response(url, signal);
  }

  // deno-lint-ignore require-await
  async resolve(name: string) {
    const found = this.names.get(name);
    if (found === undefined) throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    return found;
  }

  certificateEnd() {
    return Promise.resolve(this.certificate);
  }
}

/** A machine on which every call fails, or for ever waits. */
export function brokenMachine(how: "fails" | "hangs"): Machine {
  const kept: ReadonlySet<string | symbol> = new Set(["os", "pid", "units", "now", "monotonicMs"]);
  const machine = new FakeMachine();
  return new Proxy<Machine>(machine, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (kept.has(name)) return typeof value === "function" ? value.bind(target) : value;
      const isSync = name === "memory" || name === "processorTime" || name === "loadAverages";
      return () => {
        const error = new Error("input/output error (os error 5)");
        if (isSync) throw error;
        return how === "fails" ? Promise.reject(error) : new Promise(() => {});
      };
    },
  });
}

/** What a program printed, with its exit code. */
export function printed(output: string, code = 0): ProgramResult {
  return { code, output, isWhole: true };
}
