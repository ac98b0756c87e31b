import * as nodePath from "node:path";
import { createProcesses } from "../../platform/mod.ts";
import { openScripts } from "../open_scripts.ts";
import { type ReadModule, readModule } from "./read_module.ts";
import type { GivenToModule } from "./settle_declared.ts";

/** Evaluates the modules of one document in sandboxes of its own, which start with the first and end with it. */
export class ModuleReader implements Disposable {
  readonly #nameOf: (path: string) => string;
  readonly #stack = new DisposableStack();
  readonly #scripts: ReturnType<typeof openScripts>;

  /**
   * @param env The environment that this process was given.
   * @param nameOf How diagnostics name a file, by its absolute path.
   */
  constructor(env: Readonly<Record<string, string>>, nameOf: (path: string) => string) {
    this.#nameOf = nameOf;
    const processes = this.#stack.use(createProcesses());
    this.#scripts = this.#stack.use(openScripts(processes, env));
    // It starts while the text is checked.
    this.#scripts.warm();
  }

  /**
   * Evaluates a module.
   *
   * @param path Absolute.
   * @throws AppError `sandbox_unavailable`.
   */
  async read(path: string, given: GivenToModule): Promise<ReadModule> {
    return await readModule(path, { scripts: this.#scripts, folder: nodePath.dirname(path), nameOf: this.#nameOf, given });
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
