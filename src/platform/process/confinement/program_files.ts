import { candidatesFor } from "../program.ts";

const HEAD_BYTES = 4096;
/** Linux follows no more interpreters of interpreters. */
const MOST_INTERPRETERS = 5;
const ANY_MAY_EXECUTE = 0o111;
// <elf.h>
const PT_INTERP = 3;
const PHDR_BYTES = 56;

/**
 * The files that the kernel executes when a program is started: the program, the interpreters that its first line names (and what `env`
 * there would start), the loader of each.
 *
 * @param path Absolute.
 * @param search The `PATH` that `env` looks in.
 * @param cwd What relative interpreters start from.
 */
export function programFiles(path: string, search: string | undefined, cwd: string): string[] {
  const files = new Set<string>();
  const visit = (file: string, depth: number): void => {
    if (files.has(file) || depth > MOST_INTERPRETERS) return;
    files.add(file);
    for (const next of interpretersOf(file)) {
      const found = next.includes("/") ? next : findProgram(next, search, cwd);
      if (found !== undefined) visit(found.startsWith("/") ? found : `${cwd}/${found}`, depth + 1);
    }
  };
  visit(path, 0);
  return [...files];
}

/** The first executable file that a name may mean; undefined when there is none. */
export function findProgram(name: string, search: string | undefined, cwd: string): string | undefined {
  return candidatesFor(name, search, cwd).find((path) => {
    try {
      const { isFile, mode } = Deno.statSync(path);
      return isFile && ((mode ?? 0) & ANY_MAY_EXECUTE) !== 0;
    } catch {
      return false;
    }
  });
}

function interpretersOf(file: string): string[] {
  const head = readHead(file);
  if (head === undefined) return [];
  if (head[0] === 0x23 && head[1] === 0x21) return ofFirstLine(new TextDecoder().decode(head).split("\n", 1)[0] ?? "");
  return head[0] === 0x7f && head[1] === 0x45 ? ofElf(head) : [];
}

/** `#!/usr/bin/env -S python3 -u` names two programs. */
function ofFirstLine(line: string): string[] {
  const [interpreter = "", ...rest] = line.slice(2).trim().split(/\s+/);
  if (interpreter === "") return [];
  const program = /(^|\/)env$/.test(interpreter) ? rest.find((word) => !word.startsWith("-") && !word.includes("=")) : undefined;
  return program === undefined ? [interpreter] : [interpreter, program];
}

/** The loader that a 64-bit program names, see elf(5). */
function ofElf(head: Uint8Array<ArrayBuffer>): string[] {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head[4] !== 2 || head.length < 64) return [];
  const start = Number(view.getBigUint64(32, true));
  const count = view.getUint16(56, true);
  for (let at = start; at < start + count * PHDR_BYTES && at + PHDR_BYTES <= head.length; at += PHDR_BYTES) {
    if (view.getUint32(at, true) !== PT_INTERP) continue;
    const offset = Number(view.getBigUint64(at + 8, true));
    const text = head.subarray(offset, Math.min(head.length, offset + Number(view.getBigUint64(at + 32, true))));
    return [new TextDecoder().decode(text).replace(/\0.*$/s, "")];
  }
  return [];
}

function readHead(file: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (!Deno.statSync(file).isFile) return undefined;
    using opened = Deno.openSync(file);
    const bytes = new Uint8Array(HEAD_BYTES);
    return bytes.subarray(0, opened.readSync(bytes) ?? 0);
  } catch {
    return undefined;
  }
}
