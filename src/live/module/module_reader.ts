import * as nodePath from "node:path";
import { openSandbox, type Sandbox } from "../open_sandbox.ts";
import { type ReadModule, readModule } from "./read_module.ts";
import type { GivenToModule } from "./settle_declared.ts";

/** Evaluates the modules of one document. */
export class ModuleReader implements Disposable {
  readonly #nameOf: (path: string) => string;
  readonly #sandbox: Sandbox;
  readonly #isOwn: boolean;

  /**
   * @param env The environment that this process was given.
   * @param nameOf How diagnostics name a file, by its absolute path.
   * @param sandbox Where it is done when that is a strict one; else, and by default, in one that ends with this.
   */
  constructor(env: Readonly<Record<string, string>>, nameOf: (path: string) => string, sandbox?: Sandbox) {
    this.#nameOf = nameOf;
    const given = sandbox?.level === "strict" ? sandbox : undefined;
    this.#isOwn = given === undefined;
    this.#sandbox = given ?? openSandbox(env);
    // It starts while the text is checked.
    void this.#sandbox.warm();
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
    if (this.#isOwn) this.#sandbox[Symbol.dispose]();
  }
}
