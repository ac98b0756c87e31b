import { report, scratch } from "../measure.ts";
import { BenchDaemon, fiftyTasks, type HeardEvent } from "./daemon.ts";

const RELOADS = 1000;
/** What grows while everything is met for the first time does not count. */
const WARM_UP = 400;
const CALLERS = 2;
/** Between two calls of one caller: what is accepted has to be run as well. */
const PAUSE_MS = 10;

/** Reloads by files and by PATCH in turn, while webhooks come without an end: nothing may be lost, doubled or refused, nothing may grow. */
export async function benchReloads(): Promise<void> {
  await using folder = await scratch();
  const hook = (n: number) =>
    `name: hook # ${n}\nmeta: { n: ${n} }\non: { http: { path: /hooks/hook, auth: none } }\ntasks: [{ id: a, wait: 1ms }]\n`;
  await Deno.mkdir(`${folder.path}/pipelines`);
  await Deno.mkdir(`${folder.path}/state`);
  await Deno.writeTextFile(`${folder.path}/pipelines/fifty.yaml`, fiftyTasks("fifty"));
  await Deno.writeTextFile(`${folder.path}/pipelines/hook.yaml`, hook(0));
  // Kept in such numbers that they are all there before the warm-up ends.
  const settings = "reload: { debounce: 0s }\nruns: { queue: 100000, keep: 200 }\nrevisions: { keep: 50 }\n";
  await Deno.writeTextFile(`${folder.path}/state/settings.yaml`, settings);
  await using daemon = await BenchDaemon.start(`${folder.path}/pipelines`, `${folder.path}/state`);
  const tally = new Tally();
  const ending = new AbortController();
  const opened = Promise.withResolvers<void>();
  // It ends with the daemon: after so many events an abort alone does not always end what reads them.
  void daemon.listen(ending.signal, (heard) => tally.hear(heard), opened.resolve);
  await opened.promise;
  let isOver = false;
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!isOver) {
      await tally.call(daemon);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
  let before = daemon.usage();
  for (let n = -WARM_UP; n < RELOADS; n++) {
    if (n === 0) before = daemon.usage();
    if (n % 2 === 0) await daemon.patch("fifty", [{ op: "replace", path: "/tasks/7/run", value: `echo changed ${n}` }]);
    else {
      const live = tally.active("pipelines/hook");
      await Deno.writeTextFile(`${folder.path}/new`, hook(n + WARM_UP + 1));
      await Deno.rename(`${folder.path}/new`, `${folder.path}/pipelines/hook.yaml`);
      await live;
    }
  }
  const after = daemon.usage();
  isOver = true;
  await Promise.all(callers);
  await tally.done();
  ending.abort();
  const { lost, doubled, refused } = tally;
  const wrong = lost + doubled + refused;
  const detail = `${tally.answers} webhooks: ${lost} lost, ${doubled} doubled, ${refused} not 2xx`;
  report(`${RELOADS} reloads under load: what went wrong`, wrong, "= 0", wrong === 0, detail);
  report("the same: events that the stream missed or doubled", tally.gaps, "= 0", tally.gaps === 0, `of ${tally.heard}`);
  const bytes = after.bytes / before.bytes;
  const mebibytes = ({ bytes }: { readonly bytes: number }) => `${Math.round(bytes / 2 ** 20)} MiB`;
  report("the same: memory after / before, warmed up", bytes, "≤ 1.05", bytes <= 1.05, `${mebibytes(before)}, ${mebibytes(after)}`);
  const handles = after.handles / before.handles;
  report("the same: handles after / before", handles, "≤ 1.05", handles <= 1.05, `${before.handles}, ${after.handles}`);
}

/** What was sent, and what the event stream says became of it. */
class Tally {
  answers = 0;
  refused = 0;
  heard = 0;
  gaps = 0;
  readonly #accepted = new Map<string, number>();
  readonly #begun = new Map<string, number>();
  readonly #ended = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #last: number | undefined;

  async call(daemon: BenchDaemon): Promise<void> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${daemon.url}/hooks/hook`, { method: "POST", headers, body: "{}" });
    const text = await response.text();
    if (response.status !== 202) return void this.refused++;
    this.answers++;
    count(this.#accepted, String(JSON.parse(text).run));
  }

  hear({ id, event }: HeardEvent): void {
    this.heard++;
    if (this.#last !== undefined && id !== this.#last + 1) this.gaps++;
    this.#last = id;
    if (event.type === "run.started") count(this.#begun, String(event.run));
    else if (event.type === "run.finished") this.#ended.add(String(event.run));
    else if (event.type === "module.state" && event.state === "active") this.#waiting.get(String(event.module))?.();
  }

  /** Accepted, and never begun. */
  get lost(): number {
    return [...this.#accepted.keys()].filter((run) => !this.#begun.has(run)).length;
  }

  /** Begun twice, or given to two callers. */
  get doubled(): number {
    return [...this.#begun.values(), ...this.#accepted.values()].filter((times) => times > 1).length;
  }

  /** Resolves when the module is active next. */
  active(module: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(module, resolve));
  }

  /** Resolves once all that was accepted has ended, or nothing was heard for 5 s. */
  async done(): Promise<void> {
    for (let heard = -1; heard !== this.heard && this.#ended.size < this.#accepted.size;) {
      heard = this.heard;
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
