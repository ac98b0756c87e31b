import { resolve } from "node:path";
import { checkValueText, rounded } from "../../core/mod.ts";
import { couldNot, isMissing, known, readText, type Source, unknown } from "./reading.ts";
import type { FileSystemInfo, Machine } from "./machine.ts";

/** `disk`: the figures of the file system that holds a path, as `df` counts them. */
export const disk: Source = async (question, machine) => {
  const path = resolve(question.folder, String(question.target ?? "/"));
  let found: FileSystemInfo;
  try {
    found = await machine.fileSystem(path);
  } catch (error) {
    return isMissing(error) ? unknown(`there is no ${path}`) : couldNot(`the file system of ${path} cannot be looked at`, error);
  }
  const mount = await mountOf(machine, path);
  const place = mount === undefined ? path : `${path} is on ${mount}`;
  return question.metric === "inodes" ? inodes(found, place) : space(question.metric, found, path, place);
};

function space(metric: string, found: FileSystemInfo, path: string, place: string) {
  const used = found.blocks - found.freeBlocks;
  // What the administrator keeps for himself is not there for users.
  const usable = used + found.availableBlocks;
  if (usable <= 0) return unknown(`${place}, which counts no space`);
  const freeBytes = found.availableBlocks * found.blockBytes;
  const usage = rounded(100 * used / usable, 2);
  const text = (blocks: number) => checkValueText(blocks * found.blockBytes, "bytes");
  const evidence = [`${place}: ${text(used)} of ${text(usable)} in use (${usage}%), ${text(found.availableBlocks)} free`];
  const advice = `Find what takes the space: du -xh --max-depth=2 ${quoted(path)} | sort -h | tail`;
  return metric === "free" ? known(freeBytes, evidence, { unit: "bytes", advice }) : known(usage, evidence, { unit: "percent", advice });
}

function inodes({ inodes: total, freeInodes }: FileSystemInfo, place: string) {
  if (total <= 0) return unknown(`${place}, which has no fixed number of inodes`);
  const used = total - freeInodes;
  const usage = rounded(100 * used / total, 2);
  return known(usage, [`${place}: ${used} of ${total} inodes in use (${usage}%)`], {
    unit: "percent",
    advice: "Find the folders with the most files: du -x --inodes / | sort -n | tail",
  });
}

/** `/dev/sda1 (ext4, mounted at /)`, where that can be told. */
async function mountOf(machine: Machine, path: string): Promise<string | undefined> {
  if (machine.os !== "linux") return undefined;
  let best: readonly string[] | undefined;
  const text = await readText(machine, "/proc/self/mounts").catch(() => "");
  for (const line of text.split("\n")) {
    const [device, point, type] = line.split(" ").map(unescape);
    if (device === undefined || point === undefined || type === undefined) continue;
    const holds = point === "/" || path === point || path.startsWith(`${point}/`);
    // Of two on one point the later one is seen.
    if (holds && point.length >= (best?.[1] ?? "").length) best = [device, point, type];
  }
  return best === undefined ? undefined : `${best[0]} (${best[2]}, mounted at ${best[1]})`;
}

/** Blanks and backslashes stand in octal, see fstab(5). */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

function quoted(path: string): string {
  return /^[\w/.+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
