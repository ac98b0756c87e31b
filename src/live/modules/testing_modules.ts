import { AppError, type AuditRow, NO_LOG, type Settings } from "../../core/mod.ts";
import { openState, type State } from "../../platform/mod.ts";
import type { ChangeOptions } from "../daemon/modules.ts";
import { openSandbox, type Sandbox } from "../open_sandbox.ts";
import type { ModuleContext } from "./module_context.ts";
import { ModuleService } from "./module_service.ts";
import { ModuleTable } from "./module_table.ts";
import type { TransactionHost } from "./transaction.ts";

/** What the tests' changes are made with. */
export const BY_ADMIN: ChangeOptions = { actor: { name: "tok_test", role: "admin" }, origin: "api", from: "127.0.0.1" };

/** A folder of pipelines with a real state folder and real files; sources are the only thing that is not there. */
export class ModuleWorld implements Disposable {
  readonly dir: string;
  readonly state: State;
  readonly #sandbox: Sandbox;
  readonly service: ModuleService;
  /** Every step of every module: `pipelines/a active`. */
  readonly steps: string[] = [];
  /** What happened to sources: `activate pipelines/a 2`. */
  readonly sources: string[] = [];
  /** Modules whose sources refuse to become healthy. */
  readonly unhealthy = new Set<string>();
  readonly audit: AuditRow[] = [];
  followed: ReadonlySet<string> = new Set();

  private constructor(dir: string, state: State, wrap: (host: TransactionHost) => TransactionHost) {
    this.dir = dir;
    this.state = state;
    this.#sandbox = openSandbox({});
    const table = new ModuleTable(() => Date.now(), (module, { state }) => void this.steps.push(`${module} ${state}`));
    const host: TransactionHost = {
      store: state.revisions,
      now: () => Date.now(),
      prepareSources: ({ module }, revision) => {
        if (this.unhealthy.has(module)) return Promise.reject(new AppError("swap_refused", `${module} does not become healthy`));
        return Promise.resolve({
          activate: () => void this.sources.push(`activate ${module} ${revision}`),
          discard: () => Promise.resolve(void this.sources.push(`discard ${module} ${revision}`)),
        });
      },
      settle: (work) => work(),
      swapped() {},
      swapTook() {},
    };
    const context: ModuleContext = {
      table,
      world: { env: {}, sandbox: this.#sandbox },
      host: wrap(host),
      log: NO_LOG,
      paths: [`${dir}/pipelines`],
      settingsFile: `${dir}/state/settings.yaml`,
      settings: (): Settings => this.service.settings() as Settings,
      errorChanged() {},
    };
    this.service = new ModuleService({
      context,
      audit: { append: (row) => void this.audit.push(row), list: () => ({ items: [], next: null }) },
      follow: (files) => void (this.followed = files),
    });
  }

  /** @param files Texts by path within the folder of pipelines. */
  static async create(files: Readonly<Record<string, string>> = {}, wrap = (host: TransactionHost) => host): Promise<ModuleWorld> {
    const dir = await Deno.makeTempDir({ prefix: "executor-modules-" });
    await Deno.mkdir(`${dir}/pipelines`);
    const world = await ModuleWorld.again(dir, wrap);
    for (const [name, text] of Object.entries(files)) world.write(name, text);
    return world;
  }

  /** The same folder in a new process, as far as the modules know. */
  static async again(dir: string, wrap = (host: TransactionHost) => host): Promise<ModuleWorld> {
    return new ModuleWorld(dir, await openState({ dir: `${dir}/state`, env: {} }), wrap);
  }

  path(name: string): string {
    return `${this.dir}/pipelines/${name}`;
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(this.path(name), text);
  }

  read(name: string): string {
    return Deno.readTextFileSync(this.path(name));
  }

  /** `pipelines/a` with its number, or what is wrong with it. */
  shown(): Record<string, string> {
    return Object.fromEntries(
      this.service.list().filter(({ module }) => module !== "settings").map(({ name, active, error }) => [
        name,
        `${active?.revision ?? "-"}${error === null ? "" : ` ${error.code}`}`,
      ]),
    );
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}
