/** Longest part of a path that is kept. */
const PART = 80;

/**
 * Gives the files of a program their paths: like the user's, but of harmless characters and never twice, whatever a file system takes for the
 * same. Code always ends in `.mjs`, since `.js` can be made a CommonJS module by what lies beside it, and JSON is never called `package.json`.
 */
export class ProgramNames {
  readonly #taken = new Set<string>();

  constructor(taken: readonly string[]) {
    for (const path of taken) this.#taken.add(path);
  }

  /** @param path The file's path within the user's folder, `/` between its parts. */
  take(path: string, kind: "code" | "json"): string {
    const parts = ["user", ...path.split("/").map((part) => part.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, PART))];
    const base = parts.join("/");
    const ending = kind === "json" ? ".json" : ".mjs";
    for (let n = 1;; n++) {
      const name = `${base}${n === 1 ? "" : `-${n}`}${ending}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}
