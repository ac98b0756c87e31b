import { ROOT } from "./paths.ts";

/** Rooms by floor; a room imports rooms of lower floors only. */
const FLOORS: Readonly<Record<string, number>> = {
  "src/core": 0,
  dsl: 1,
  "src/engine": 1,
  "src/release": 1,
  ffi: 1,
  "src/sandbox": 2,
  "src/platform": 2,
  "src/live": 3,
  "src/gateway": 3,
  "src/control": 4,
  "src/console": 4,
  "src/cli": 5,
  "main.ts": 6,
};
/** Rooms that may not know Deno: everything reaches them as values or ports. */
const PURE = ["src/core", "dsl", "src/engine", "src/release"];

/** Source files of the rooms, without their tests, as paths from the project's folder. */
export async function* sourceFiles(): AsyncGenerator<string> {
  yield "main.ts";
  for (const folder of ["dsl/", "ffi/", "src/"]) yield* walk(folder);
}

async function* walk(folder: string): AsyncGenerator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(new URL(folder, ROOT)));
  } catch {
    return; // A room that is not needed yet does not exist yet.
  }
  for (const { name, isDirectory } of entries) {
    if (isDirectory) yield* walk(`${folder}${name}/`);
    else if (/\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name)) yield `${folder}${name}`;
  }
}

/**
 * One sentence for every import that goes up, sideways or past the doors (`mod.ts`) of a room and its folders, for `Deno` in a pure room,
 * and for libraries that are opened elsewhere than in `ffi`.
 */
export async function findRuleBreaks(): Promise<string[]> {
  const breaks: string[] = [];
  for await (const file of sourceFiles()) {
    const text = withoutComments(await Deno.readTextFile(new URL(file, ROOT)));
    const targets = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g)].map((match) => resolve(file, match[1] ?? ""));
    breaks.push(...importBreaks(file, targets));
    if (PURE.includes(roomOf(file) ?? "") && /\bDeno\./.test(text)) breaks.push(`${file}: a pure room uses Deno`);
    if (roomOf(file) !== "ffi" && /\bdlopen\b/.test(text)) breaks.push(`${file}: only ffi opens libraries`);
  }
  return breaks;
}

/** The rules for the imports of one file, both as paths from the project's folder. */
export function importBreaks(file: string, targets: readonly string[]): string[] {
  const room = roomOf(file);
  if (room === undefined) return [`${file}: stands in no room`];
  return targets.flatMap((target) => {
    const other = roomOf(target);
    if (other === room) return [];
    if (other === undefined) return [`${file}: imports ${target}, which stands in no room`];
    const floor = FLOORS[room] ?? 0;
    const otherFloor = FLOORS[other] ?? 0;
    if (otherFloor >= floor) return [`${file}: ${room} (floor ${floor}) imports ${target} (floor ${otherFloor})`];
    if (other === "ffi" && room !== "src/platform") return [`${file}: only src/platform imports ffi`];
    if (room !== "main.ts" && !target.endsWith("/mod.ts")) return [`${file}: imports ${target} past a mod.ts of ${other}`];
    return [];
  });
}

function roomOf(file: string): string | undefined {
  return Object.keys(FLOORS).find((room) => file === room || file.startsWith(`${room}/`));
}

function resolve(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}
