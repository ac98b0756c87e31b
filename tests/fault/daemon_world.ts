import assert from "node:assert/strict";
import { type IncomingMessage, request } from "node:http";
import { programFolder } from "../program.ts";
import { readEvents, type ServerEvent } from "../serve/read_events.ts";
import { Serving } from "../serving.ts";

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** How {@link DaemonWorld.start} starts. */
export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The program; default: the one under test. */
  readonly program?: string;
  /** A command that starts it: `["setpriv", "--reuid=65534"]`. */
  readonly by?: readonly string[];
}

/** A request that takes longer was forgotten. */
const LIMIT_MS = 30_000;

/** A daemon that answers, with the local admin's token. */
export class Daemon implements AsyncDisposable {
  readonly url: string;
  readonly serving: Serving;
  readonly #token: string;

  constructor(serving: Serving, url: string, token: string) {
    this.serving = serving;
    this.url = url;
    this.#token = token;
  }

  get pid(): number {
    return this.serving.pid;
  }

  get authorization(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#token}` };
  }

  async get(path: string): Promise<Answer> {
    return await answerOf(await fetch(`${this.url}${path}`, { headers: this.authorization, signal: AbortSignal.timeout(LIMIT_MS) }));
  }

  /** Sends JSON, or a text as YAML; a PATCH is a merge patch. */
  async send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const isText = typeof body === "string";
    const type = isText
      ? "application/yaml"
      : method === "PATCH" && path !== "/api/v1/modules"
      ? "application/merge-patch+json"
      : "application/json";
    return await answerOf(
      await fetch(`${this.url}${path}`, {
        method,
        signal: AbortSignal.timeout(LIMIT_MS),
        headers: { ...this.authorization, ...(body === undefined ? {} : { "content-type": type }), ...headers },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      }),
    );
  }

  /** Opens an event stream: nothing that happens from now on is missing. */
  async events(path: string, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    const { hostname, port } = new URL(this.url);
    const headers = { ...this.authorization, accept: "text/event-stream" };
    // Not fetch: a stream of it that is aborted does not always end its reader.
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: hostname, port, path, headers }, resolve).on("error", reject).end();
    });
    assert.equal(answer.statusCode, 200);
    signal.addEventListener("abort", () => answer.destroy());
    return readEvents(answer);
  }

  /** What all pipelines are now: their number, with the code of what is wrong. */
  async pipelines(): Promise<Record<string, string>> {
    const { body } = await this.get("/api/v1/pipelines?limit=1000");
    const rows: { name: string; revision: number | null; error: { code: string } | null }[] = body.items;
    return Object.fromEntries(
      rows.map(({ name, revision, error }) => [name, `${revision ?? "-"}${error === null ? "" : ` ${error.code}`}`]),
    );
  }

  /** Waits until the API says something; a deadline ends it that only a defect reaches. */
  async until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, what: string, limitMs = 20_000): Promise<T> {
    const end = performance.now() + limitMs;
    for (;;) {
      const seen = await look();
      if (isSo(seen)) return seen;
      if (performance.now() > end) assert.fail(`waited in vain: ${what}; last seen: ${JSON.stringify(seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the pipelines are as told. */
  async shows(expected: Readonly<Record<string, string>>): Promise<void> {
    const wanted = JSON.stringify(expected);
    await this.until(() => this.pipelines(), (seen) => JSON.stringify(seen) === wanted, wanted);
  }

  /** How a run ended. */
  async ended(run: string): Promise<Answer["body"]> {
    const look = async () => (await this.get(`/api/v1/runs/${run}`)).body;
    return await this.until(look, ({ status }) => status !== "queued" && status !== "running", `run ${run} ends`);
  }

  /** Ends it at once, as a crash would. */
  async killed(): Promise<void> {
    this.serving.kill("SIGKILL");
    await this.serving.ended();
  }

  /** Asks it to stop. @returns Its exit code. */
  async stopped(): Promise<number> {
    this.serving.kill("SIGTERM");
    return (await this.serving.ended()).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving[Symbol.asyncDispose]();
  }
}

/** A folder `pipelines` that is served, with the state folder `state` beside it; daemons that were started end with it. */
export class DaemonWorld implements AsyncDisposable {
  readonly dir: string;
  readonly #started: Serving[] = [];
  readonly #bin: string;

  private constructor(dir: string, bin: string) {
    this.dir = dir;
    this.#bin = bin;
  }

  /** @param files Texts by path within the folder of pipelines. */
  static async create(files: Readonly<Record<string, string>> = {}): Promise<DaemonWorld> {
    const dir = await Deno.makeTempDir({ prefix: "executor-daemon-" });
    const world = new DaemonWorld(dir, await (bin ??= programFolder()));
    await Deno.mkdir(world.pipelines);
    for (const [name, text] of Object.entries(files)) world.write(name, text);
    return world;
  }

  get pipelines(): string {
    return `${this.dir}/pipelines`;
  }

  get state(): string {
    return `${this.dir}/state`;
  }

  path(name: string): string {
    return `${this.pipelines}/${name}`;
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(this.path(name), text);
  }

  read(name: string): string {
    return Deno.readTextFileSync(this.path(name));
  }

  /** The names in the folder of pipelines, hidden ones too. */
  names(): string[] {
    return Array.from(Deno.readDirSync(this.pipelines), ({ name }) => name).toSorted();
  }

  /** Starts `executor serve pipelines` on a free port and does not wait. */
  launch({ args = [], env = {}, program = `${this.#bin}/executor`, by = [] }: StartOptions = {}): Serving {
    const listen = args.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
    const [command = "", ...rest] = [...by, program, "serve", "pipelines", "--state", this.state, ...listen, ...args];
    const child = new Deno.Command(command, {
      args: rest,
      cwd: this.dir,
      clearEnv: true,
      env: { ...this.#env(), ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const serving = new Serving(this.dir, child);
    this.#started.push(serving);
    return serving;
  }

  /** Starts a daemon and waits until it is ready. */
  async start(options: StartOptions = {}): Promise<Daemon> {
    const serving = this.launch(options);
    const url = await serving.ready().catch(async (error) => {
      throw new Error(`it did not become ready: ${(await serving.ended()).err}`, { cause: error });
    });
    return new Daemon(serving, url, (await Deno.readTextFile(`${this.state}/token`)).trim());
  }

  /** Runs `executor` to its end, with this world's state folder. */
  async run(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const { code, stdout, stderr } = await new Deno.Command(`${this.#bin}/executor`, {
      args: [...args, "--state", this.state],
      cwd: this.dir,
      clearEnv: true,
      env: this.#env(),
      stdin: "null",
    }).output();
    return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const serving of this.#started) await serving[Symbol.asyncDispose]();
    await Deno.remove(this.dir, { recursive: true });
  }

  #env(): Record<string, string> {
    return { PATH: Deno.env.get("PATH") ?? "", HOME: this.dir };
  }
}

let bin: Promise<string> | undefined;

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A test of a daemon: it needs a system with signals. */
export function daemonTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}
