import assert from "node:assert/strict";
import type { FeedItem, JournalEvent, OutputStream, RunLease } from "../../../core/mod.ts";
import { Database } from "../database.ts";
import { openState, type State } from "../state.ts";
import { FeedReader } from "./feed_reader.ts";

const RUN = "r1";
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Numbers that look random and are the same for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

async function withDir(run: (dir: string) => Promise<void> | void): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "executor-feed-" });
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function readerOf(state: State, after?: number): FeedReader {
  const { journal, outputs } = state;
  return new FeedReader(
    { run: RUN, journal, orderPath: outputs.orderPath(RUN), pathOf: (key, stream) => outputs.path(key, stream) },
    after,
  );
}

/** An item as something that can be compared after its bytes are gone. */
function kept({ id, event }: FeedItem): { id: number; type: string; text: string } {
  if (event.type !== "task.output") return { id, type: event.type, text: JSON.stringify(event) };
  return { id, type: event.type, text: `${event.task} ${event.attempt} ${event.stream} ${decoder.decode(event.bytes)}` };
}

function readAll(state: State, options: { after?: number; finish?: boolean } = {}) {
  using reader = readerOf(state, options.after);
  const items = Array.from(reader.poll(), kept);
  if (options.finish && !reader.ended) items.push(...Array.from(reader.finish(), kept));
  return items;
}

const TEXTS = ["line\n", "part ", "ä€😀", "\n", "two\nlines\n", "x".repeat(70_000), "y".repeat(5000) + "\n", "no end"];

/** Runs of one simulated history: processes that write, die and are followed by others. */
class History {
  readonly #database: Database;
  readonly #random: (below: number) => number;
  /** One for each process; opened before, so that no timer of a dead one gets its turn. */
  readonly states: State[];
  readonly written = new Map<string, string>();
  readonly events: JournalEvent[] = [];
  readonly attempts = new Map<string, number>();
  readonly open: { task: string; attempt: number }[] = [];
  state: State;
  #lease: RunLease;
  #time = 1_000_000;

  private constructor(seed: number, states: State[], first: State, database: Database) {
    this.#database = database;
    this.#random = randomOf(seed);
    this.states = states;
    const state = this.state = first;
    const pipeline = { name: "p", tasks: [{ id: "a" }] };
    this.#lease = state.journal.create({
      run: RUN,
      pipeline,
      file: "-",
      folder: "/",
      revision: null,
      params: {},
      config: {},
      createdAt: this.#time,
    });
    this.#append({ type: "run.started", time: this.#time, run: RUN, pipeline: "p", tasks: ["a"] });
  }

  static async begin(dir: string, seed: number, crashes: number): Promise<History> {
    const first = await openState({ dir, env: {} });
    const states = [first];
    for (let more = 0; more < crashes; more++) states.push(await openState({ dir, env: {} }));
    const database = await Database.open(dir, false);
    if (database === undefined) throw new Error("no database");
    return new History(seed, states, first, database);
  }

  #append(event: JournalEvent): void {
    this.#lease.append(event);
    this.events.push(event);
  }

  step(): void {
    this.#time += this.#random(50);
    const random = this.#random;
    const at = this.open[random(this.open.length)];
    const choice = random(10);
    if (at === undefined || choice === 0) {
      const task = `t${random(4)}[ä,${random(3)}]`;
      const attempt = (this.attempts.get(task) ?? 0) + 1;
      this.attempts.set(task, attempt);
      this.open.push({ task, attempt });
      this.#append({ type: "task.started", time: this.#time, run: RUN, task, attempt });
    } else if (choice === 1) {
      this.open.splice(this.open.indexOf(at), 1);
      this.state.outputs.close({ run: RUN, ...at });
      const { task, attempt } = at;
      this.#append({ type: "task.finished", time: this.#time, run: RUN, task, attempt, status: "succeeded", duration_ms: 1, outputs: {} });
    } else if (choice === 2) {
      this.#lease.note?.({ type: "run.waiting", time: this.#time, run: RUN, task: at.task, reason: `asks ${this.#time}` });
    } else {
      const stream = (["stdout", "stderr", "log"] as const)[random(3)] as OutputStream;
      const text = TEXTS[random(TEXTS.length)] ?? "";
      const name = `${at.task} ${at.attempt} ${stream}`;
      this.written.set(name, (this.written.get(name) ?? "") + text);
      this.state.outputs.append({ run: RUN, ...at }, stream, encoder.encode(text));
    }
  }

  /** The process is gone without a word: what it had not written down is lost, and its last line may be cut off. */
  crash(): void {
    const cut = ["", "0o", "1e 12 17953", '+ 7 1 "t', "j 4", "! 17953", 'w {"type":"run.wai'][this.#random(7)] ?? "";
    Deno.writeTextFileSync(this.state.outputs.orderPath(RUN), cut, { append: true });
    this.open.length = 0;
    this.#database.run("UPDATE runs SET owner = NULL");
    const next = this.states[this.states.indexOf(this.state) + 1];
    if (next === undefined) throw new Error("too many crashes");
    this.state = next;
  }

  resume(): void {
    this.#lease = this.state.journal.takeOver(RUN);
    this.#append({ type: "run.started", time: this.#time, run: RUN, pipeline: "p", tasks: ["a"], resumed: true });
  }

  finish(): void {
    for (const at of this.open) this.state.outputs.close({ run: RUN, ...at });
    this.#append({ type: "run.finished", time: this.#time, run: RUN, status: "succeeded", duration_ms: 1, counts: {} });
    this.#lease[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    for (const state of this.states) state[Symbol.dispose]();
    this.#database[Symbol.dispose]();
  }
}

Deno.test("FeedReader gives every event and byte once, in order, with the same ids whenever it reads, through crashes", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    await withDir(async (dir) => {
      using history = await History.begin(dir, seed, 4);
      const random = randomOf(seed + 1000);
      const looks: ReturnType<typeof readAll>[] = [];
      using reader = readerOf(history.state);
      const followed: ReturnType<typeof readAll> = [];
      for (let crash = 0; crash < 4; crash++) {
        const steps = random(60) + 5;
        for (let step = 0; step < steps; step++) {
          history.step();
          if (random(6) === 0) followed.push(...Array.from(reader.poll(), kept));
          if (random(8) === 0) looks.push(readAll(history.state));
        }
        history.crash();
        looks.push(readAll(history.state), readAll(history.state, { finish: true }));
        history.resume();
      }
      for (let step = 0; step < 30; step++) history.step();
      history.finish();
      followed.push(...Array.from(reader.poll(), kept));
      const all = readAll(history.state);
      assert.deepEqual(followed, all, `seed ${seed}: a follower sees what a later reader sees`);
      assert.equal(reader.ended, true);
      for (const look of looks) assert.deepEqual(look, all.slice(0, look.length), `seed ${seed}: ids do not change`);
      for (let at = 1; at < all.length; at++) assert.ok((all[at]?.id ?? 0) > (all[at - 1]?.id ?? 0), `seed ${seed}: ids grow`);
      assert.deepEqual(
        all.filter(({ type }) => type !== "task.output" && type !== "run.waiting").map(({ text }) => JSON.parse(text)),
        history.events,
        `seed ${seed}: events`,
      );
      const read = new Map<string, string>();
      for (const { type, text } of all) {
        const [, name = "", bytes = ""] = type === "task.output" ? /^(\S+ \d+ \w+) ([^]*)$/.exec(text) ?? [] : [];
        if (type === "task.output") read.set(name, (read.get(name) ?? "") + bytes);
      }
      assert.deepEqual([...read.keys()].sort(), [...history.written.keys()].sort(), `seed ${seed}: streams`);
      // Texts are too long to be shown.
      for (const [name, text] of history.written) {
        assert.ok(read.get(name) === text, `seed ${seed}: ${name} ${text.length} ${read.get(name)?.length}`);
      }
      for (let at = 0; at < all.length; at += 1 + random(5)) {
        assert.deepEqual(readAll(history.state, { after: all[at]?.id ?? 0 }), all.slice(at + 1), `seed ${seed}: after item ${at}`);
      }
    });
  }
});
