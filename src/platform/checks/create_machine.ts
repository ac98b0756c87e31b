import { X509Certificate } from "node:crypto";
import * as dns from "node:dns/promises";
import * as fs from "node:fs";
import { isIP } from "node:net";
import * as os from "node:os";
import nodeProcess from "node:process";
import * as tls from "node:tls";
import { createClock } from "../clock.ts";
import { kernelUnits } from "../process/process_usage.ts";
import { Collected } from "./collected.ts";
import type { FilePart, FileSystemInfo, Machine, MachineOptions, ProcessorTime, ProgramCall, ProgramResult } from "./machine.ts";
import { readKernelLog } from "./read_kernel_log.ts";

/** Bytes of a program's output that are kept where nobody asks for more. */
const MOST_OUTPUT = 65_536;

/** Makes the real machine. Nothing is opened before it is asked for. */
export function createMachine({ processes }: MachineOptions): Machine {
  const clock = createClock();
  return {
    os: Deno.build.os,
    pid: Deno.pid,
    units: kernelUnits() ?? { pageBytes: 4096, tickMs: 10 },
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    readPart,
    async info(path) {
      const { isFile, isDirectory, size, mtime } = await Deno.stat(path);
      return { isFile, isDirectory, sizeBytes: size, modifiedAt: mtime?.getTime() ?? null };
    },
    kernelLog: readKernelLog,
    list: async (path) => (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
    readLink: (path) => Deno.readLink(path),
    fileSystem,
    memory: () => Deno.systemMemoryInfo(),
    processorTime,
    loadAverages: () => Deno.loadavg(),
    run: async (call, signal) => await runProgram(call, signal),
    fetch: (url, signal) => fetch(url, { redirect: "follow", headers: { "user-agent": "executor" }, signal }),
    resolve,
    certificateEnd,
  };

  async function runProgram(call: ProgramCall, signal: AbortSignal): Promise<ProgramResult> {
    signal.throwIfAborted();
    const { argv, folder, env, confine, maxBytes = MOST_OUTPUT, isData } = call;
    const collected = new Collected(maxBytes);
    const errors = isData ? new Collected(MOST_OUTPUT) : collected;
    let stop = () => {};
    const output = (stream: string, bytes: Uint8Array) => {
      (stream === "stderr" ? errors : collected).add(bytes);
      if (isData && !collected.isWhole) stop();
    };
    const child = await processes.spawn({ argv, cwd: folder, env, stdin: "null", output, ...(confine === undefined ? {} : { confine }) });
    stop = () => child.stop("kill");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      const { code } = await child.exited;
      signal.throwIfAborted();
      const { isWhole } = collected;
      return { code, output: collected.text(), isWhole, ...(isData ? { errors: errors.text() } : {}) };
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

async function readPart(path: string, maxBytes: number, from: "start" | "end" = "start"): Promise<FilePart> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const skipped = from === "end" ? Math.max(0, size - maxBytes) : 0;
  if (skipped > 0) await file.seek(skipped, Deno.SeekMode.Start);
  const collected = new Collected(maxBytes);
  const buffer = new Uint8Array(65_536);
  // Files of /proc have no size, so what counts is where reading ends.
  while (collected.isWhole) {
    const count = await file.read(buffer);
    if (count === null) break;
    collected.add(buffer.subarray(0, count));
  }
  return { bytes: collected.bytes(), isWhole: collected.isWhole && skipped === 0 };
}

/** Through the system's own resolver, as programs on this machine do. */
async function resolve(name: string): Promise<readonly string[]> {
  // The runtime's module warns on standard error of what it uses itself.
  nodeProcess.noDeprecation = true;
  return (await dns.lookup(name, { all: true })).map(({ address }) => address);
}

/** Through `node:fs`: the runtime's own interface has no such call. */
function fileSystem(path: string): Promise<FileSystemInfo> {
  return new Promise((resolve, reject) => {
    fs.statfs(path, (error, found) => {
      if (error !== null) return reject(error);
      const { bsize, blocks, bfree, bavail, files, ffree } = found;
      resolve({ blockBytes: bsize, blocks, freeBlocks: bfree, availableBlocks: bavail, inodes: files, freeInodes: ffree });
    });
  });
}

function processorTime(): ProcessorTime {
  let busy = 0;
  let total = 0;
  for (const { times } of os.cpus()) {
    const used = times.user + times.nice + times.sys + times.irq;
    busy += used;
    total += used + times.idle;
  }
  return { busy, total };
}

function certificateEnd(host: string, port: number, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    // An address is no name that a server could choose its certificate by.
    const name = isIP(host) === 0 ? { servername: host } : {};
    // Also a certificate that nobody trusts has an end.
    const socket = tls.connect({ host, port, ...name, rejectUnauthorized: false }, () => {
      const { valid_to } = socket.getPeerCertificate() ?? {};
      finish(() => resolve(typeof valid_to === "string" ? Date.parse(valid_to) : undefined));
    });
    const finish = (settle: () => void) => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = () => finish(() => reject(signal.reason));
    signal.addEventListener("abort", onAbort);
    socket.on("error", (error) => finish(() => reject(error)));
  });
}

/** When a certificate in PEM form expires; undefined when the text holds none. */
export function endOfPem(text: string): number | undefined {
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0];
  if (pem === undefined) return undefined;
  const end = Date.parse(new X509Certificate(pem).validTo);
  return Number.isNaN(end) ? undefined : end;
}
