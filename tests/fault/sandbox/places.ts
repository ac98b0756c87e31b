import type { AttackScript, Places } from "./attack.ts";

/** Places for one run: fresh folders, a fresh secret, and an address of the server that nobody else has. */
export class PreparedPlaces implements Places, Disposable {
  readonly root: string;
  readonly folder: string;
  readonly outside: string;
  readonly secret: string;
  readonly server: string;
  readonly door: string;
  readonly #visits: Visits;
  readonly #visit = `visit${crypto.randomUUID()}`;

  constructor(visits: Visits) {
    this.root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor-attack-" }));
    this.folder = `${this.root}/pipeline`;
    this.outside = `${this.root}/outside`;
    this.secret = `canary${crypto.randomUUID().replaceAll("-", "")}`;
    this.#visits = visits;
    this.server = `${visits.address}/${this.#visit}`;
    this.door = `${visits.doorAddress}/?to=${encodeURIComponent(this.server)}`;
    Deno.mkdirSync(this.folder);
    Deno.mkdirSync(this.outside);
    Deno.writeTextFileSync(`${this.outside}/secret.txt`, this.secret);
    Deno.writeTextFileSync(`${this.outside}/secret.json`, JSON.stringify({ secret: this.secret }));
    Deno.writeTextFileSync(`${this.outside}/secret.js`, `export default "${this.secret}";`);
    Deno.writeFileSync(`${this.outside}/secret.wasm`, wasmNamed(this.secret));
  }

  write({ files, links = {} }: AttackScript): void {
    for (const [name, content] of Object.entries(files)) {
      const path = `${this.folder}/${name}`;
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      if (typeof content === "string") Deno.writeTextFileSync(path, content);
      else Deno.writeFileSync(path, content);
    }
    for (const [name, target] of Object.entries(links)) Deno.symlinkSync(target, `${this.folder}/${name}`);
  }

  /** What tells that somebody was where nobody may be: visits to the server, and changes outside. */
  traces(): string | undefined {
    if (this.#visits.count(this.#visit) > 0) return "the server was reached";
    const names = [...Deno.readDirSync(this.outside)].map(({ name }) => name).sort().join(" ");
    if (names !== "secret.js secret.json secret.txt secret.wasm") return `there is ${names} in the folder outside`;
    if (Deno.readTextFileSync(`${this.outside}/secret.txt`) !== this.secret) return "a file outside was changed";
    return undefined;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** A server that takes down who came, and one that sends everybody on to where they ask to be sent. */
export class Visits implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #door: Deno.HttpServer<Deno.NetAddr>;
  readonly #paths: string[] = [];

  constructor() {
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      this.#paths.push(new URL(request.url).pathname);
      return new Response("hello");
    });
    this.#door = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      const { searchParams } = new URL(request.url);
      return new Response(null, {
        status: Number(searchParams.get("status") ?? 302),
        headers: { location: searchParams.get("to") ?? "/" },
      });
    });
  }

  get address(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get doorAddress(): string {
    return `http://127.0.0.1:${this.#door.addr.port}`;
  }

  /** How often somebody asked for a path that holds a word. */
  count(word: string): number {
    return this.#paths.filter((path) => path.includes(word)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#server.shutdown(), this.#door.shutdown()]);
  }
}

/** A module with a memory that it exports under a name. */
function wasmNamed(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const memory = [5, 3, 1, 0, 1];
  const exported = [7, bytes.length + 4, 1, bytes.length, ...bytes, 2, 0];
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...memory, ...exported]);
}
