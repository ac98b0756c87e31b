import * as nodePath from "node:path";
import { openSandbox, type Sandbox } from "../open_sandbox.ts";
import { type ReadModule, readModule } from "./read_module.ts";
import type { GivenToModule } from "./settle_declared.ts";

/** Evaluates the modules of one document in sandboxes of its own, which start with the first and end with it. */
export class ModuleReader implements Disposable {
  readonly #nameOf: (path: string) => string;
  readonly #sandbox: Sandbox;

  /**
   * @param env The environment that this process was given.
   * @param nameOf How diagnostics name a file, by its absolute path.
   */
  constructor(env: Readonly<Record<string, string>>, nameOf: (path: string) => string) {
    this.#nameOf = nameOf;
    this.#sandbox = openSandbox(env);
    // It starts while the text is checked.
    this.#sandbox.warm();
  }

  /**
   * Evaluates a module.
   *
   * @param path Absolute.
   * @throws AppError `sandbox_unavailable`.
   */
  async read(path: string, given: GivenToModule): Promise<ReadModule> {
    return await readModule(path, { sandbox: this.#sandbox, folder: nodePath.dirname(path), nameOf: this.#nameOf, given });
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
  }
}
