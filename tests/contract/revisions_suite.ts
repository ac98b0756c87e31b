import assert from "node:assert/strict";
import type { RevisionDraft, RevisionStore, Transition } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** Revisions under test. */
export interface RevisionsWorld extends AsyncDisposable {
  readonly revisions: RevisionStore;
  /** The same store after its process died and was started again. */
  restart(): Promise<RevisionStore>;
}

/** A change of one module with sensible values; its text names the module and `content`. */
export function draftOf(module: string, content: string, more: Partial<RevisionDraft> = {}): RevisionDraft {
  return {
    module,
    hash: `sha256:${content}`,
    origin: "api",
    author: "tok_k3f9x2a",
    message: null,
    time: 1_700_000_000_000,
    language: "yaml",
    text: `# ${module}\nvalue: ${content}\n`,
    document: { value: content },
    persisted: true,
    deleted: false,
    ...more,
  };
}

/** The end of a module. */
export function deletionOf(module: string): RevisionDraft {
  return draftOf(module, "", { text: "", document: null, deleted: true });
}

/** Makes a change real as a daemon without files does. */
export function change(revisions: RevisionStore, ...drafts: readonly RevisionDraft[]): Transition {
  const transition = revisions.prepare(drafts);
  revisions.commit(transition);
  revisions.settle(transition);
  return transition;
}

const numbers = (revisions: RevisionStore, module: string, limit = 100) =>
  revisions.list(module, { limit }).map(({ revision }) => revision);

/** Registers the tests that every implementation of the port `RevisionStore` has to pass. */
export function revisionsSuite(options: SuiteOptions<RevisionsWorld>): void {
  registerSuite("RevisionStore", options, {
    "a change shows nowhere until it is committed, then everywhere": ({ revisions }) => {
      const transition = revisions.prepare([draftOf("pipelines/a", "1")]);
      assert.deepEqual(transition.revisions.map(({ module, revision }) => [module, revision]), [["pipelines/a", 1]]);
      assert.equal(revisions.active("pipelines/a"), undefined);
      assert.equal(revisions.get("pipelines/a", 1), undefined);
      assert.deepEqual([revisions.actives(), revisions.list("pipelines/a", { limit: 10 }), revisions.unsettled()], [[], [], []]);
      revisions.commit(transition);
      assert.equal(revisions.active("pipelines/a")?.revision, 1);
      assert.equal(revisions.get("pipelines/a", 1)?.hash, "sha256:1");
      assert.deepEqual(numbers(revisions, "pipelines/a"), [1]);
    },

    "a revision comes back as it was given": ({ revisions }) => {
      const document = { big: 2n ** 60n, real: 1e20, list: [null, true, "ü\n"], nested: { constructor: 1 } };
      const text = "\r\n# kept: ü 😀 \0 \t\nvalue: 1  # end";
      const draft = draftOf("settings", "1", {
        document,
        text,
        message: "why",
        origin: "file",
        language: "flow",
        file: "/etc/executor/s.flow",
      });
      change(revisions, draft);
      const active = revisions.active("settings");
      assert.deepEqual(JSON.stringify(plain(active)), JSON.stringify(plain({ ...draft, revision: 1 }, active)));
      assert.equal(active?.text, text);
      assert.equal((active?.document as typeof document).big, 2n ** 60n);
      const { document: _, ...stored } = active ?? { document: null };
      assert.deepEqual(revisions.actives()[0], stored);
      assert.deepEqual(revisions.get("settings", 1), active);
    },

    "one without a file or a message has none": ({ revisions }) => {
      change(revisions, draftOf("a", "1"));
      const active = revisions.active("a");
      assert.equal(active?.message, null);
      assert.ok(active !== undefined && !("file" in active));
    },

    "numbers grow by one for each module by itself": ({ revisions }) => {
      for (const content of ["1", "2", "3"]) change(revisions, draftOf("a", content));
      change(revisions, draftOf("b", "1"));
      assert.deepEqual(numbers(revisions, "a"), [3, 2, 1]);
      assert.deepEqual(numbers(revisions, "b"), [1]);
    },

    "modules whose names look alike or like a property do not touch each other": ({ revisions }) => {
      const names = ["pipelines/a", "pipelines/A", "pipelines/a.b", "pipelines/a%", "__proto__", "constructor", "pipelines/a_"];
      for (const name of names) change(revisions, draftOf(name, name));
      for (const name of names) assert.equal(revisions.active(name)?.hash, `sha256:${name}`);
      assert.deepEqual(revisions.actives().map(({ module }) => module), names.toSorted());
    },

    "several modules become active in one step": ({ revisions }) => {
      change(revisions, draftOf("a", "1"), draftOf("b", "1"));
      const transition = revisions.prepare([draftOf("b", "2"), draftOf("a", "2")]);
      assert.deepEqual(revisions.actives().map(({ hash }) => hash), ["sha256:1", "sha256:1"]);
      revisions.commit(transition);
      assert.deepEqual(revisions.actives().map(({ hash }) => hash), ["sha256:2", "sha256:2"]);
    },

    "a change that names a module twice is refused and leaves nothing": ({ revisions }) => {
      assert.throws(() => revisions.prepare([draftOf("a", "1"), draftOf("a", "2")]), TypeError);
      assert.equal(revisions.prepare([draftOf("a", "3")]).revisions[0]?.revision, 1);
    },

    "discard() frees the numbers": ({ revisions }) => {
      change(revisions, draftOf("a", "1"));
      const dropped = revisions.prepare([draftOf("a", "2"), draftOf("b", "1")]);
      revisions.discard(dropped);
      revisions.discard(dropped);
      assert.equal(revisions.active("a")?.revision, 1);
      assert.deepEqual(change(revisions, draftOf("a", "3"), draftOf("b", "2")).revisions.map(({ revision }) => revision), [2, 1]);
      assert.equal(revisions.get("a", 2)?.hash, "sha256:3");
    },

    "prepare() drops what was prepared for the same module, with the rest of that change": ({ revisions }) => {
      const first = revisions.prepare([draftOf("a", "1"), draftOf("b", "1")]);
      const second = revisions.prepare([draftOf("b", "2")]);
      assert.throws(() => revisions.commit(first), TypeError);
      revisions.commit(second);
      assert.equal(revisions.active("a"), undefined);
      assert.equal(revisions.active("b")?.hash, "sha256:2");
    },

    "prepare() leaves what is prepared for other modules": ({ revisions }) => {
      const first = revisions.prepare([draftOf("a", "1")]);
      const second = revisions.prepare([draftOf("b", "1")]);
      revisions.commit(first);
      revisions.commit(second);
      assert.equal(revisions.actives().length, 2);
    },

    "a step that comes at the wrong time is refused and changes nothing": ({ revisions }) => {
      const transition = revisions.prepare([draftOf("a", "1", { write: { path: "/a.yaml", before: null, text: "x" } })]);
      assert.throws(() => revisions.settle(transition), TypeError);
      revisions.commit(transition);
      assert.throws(() => revisions.commit(transition), TypeError);
      revisions.discard(transition);
      assert.equal(revisions.active("a")?.revision, 1);
      assert.equal(revisions.unsettled().length, 1);
      revisions.settle(transition);
      revisions.settle(transition);
      assert.deepEqual(revisions.unsettled(), []);
      assert.throws(() => revisions.commit(transition), TypeError);
    },

    "unsettled() gives back whole what was committed and not settled, oldest first": async ({ revisions, restart }) => {
      const writes = [
        { path: "/p/a.yaml", before: "sha256:0", text: "\ufeff# BOM kept\nvalue: 1\n" },
        { path: "/p/b.yaml", before: null, text: null },
      ] as const;
      const [one, two] = writes;
      const first = revisions.prepare([draftOf("z", "1", { write: one }), draftOf("b", "1", { write: two }), draftOf("c", "1")]);
      revisions.commit(first);
      const second = revisions.prepare([draftOf("a", "1", { write: one })]);
      revisions.commit(second);
      revisions.prepare([draftOf("d", "1", { write: one })]);
      const again = await restart();
      const left = again.unsettled();
      assert.deepEqual(left.map(({ id }) => id), [first.id, second.id]);
      assert.deepEqual(left[0]?.writes, writes);
      assert.deepEqual(
        left[0]?.revisions.map(({ module, text }) => [module, text]),
        first.revisions.map(({ module, text }) => [module, text]),
      );
      for (const transition of left) again.settle(transition);
      assert.deepEqual(again.unsettled(), []);
      assert.equal(again.active("z")?.revision, 1);
    },

    "a newer change of a module takes the place of what an older one had still to write for it": ({ revisions }) => {
      const writeTo = (path: string) => ({ write: { path, before: null, text: path } });
      const both = revisions.prepare([draftOf("a", "1", writeTo("/a")), draftOf("b", "1", writeTo("/b"))]);
      revisions.commit(both);
      const undone = revisions.prepare([draftOf("a", "0")]);
      assert.equal(revisions.unsettled()[0]?.writes.length, 2, "not before it is decided");
      revisions.commit(undone);
      assert.deepEqual(revisions.unsettled().map(({ id, writes }) => [id, writes.map(({ path }) => path)]), [[both.id, ["/b"]]]);
      const again = revisions.prepare([draftOf("b", "2", writeTo("/b"))]);
      revisions.commit(again);
      assert.deepEqual(revisions.unsettled().map(({ id }) => id), [again.id]);
      revisions.settle(both);
      assert.equal(revisions.unsettled().length, 1);
      assert.deepEqual(revisions.actives().map(({ revision }) => revision), [2, 2]);
    },

    "a change without files has nothing to roll forward": ({ revisions }) => {
      const transition = revisions.prepare([draftOf("a", "1")]);
      revisions.commit(transition);
      assert.deepEqual(revisions.unsettled(), []);
      revisions.settle(transition);
      assert.equal(revisions.active("a")?.revision, 1);
    },

    "what was only prepared never was after a restart": async ({ revisions, restart }) => {
      change(revisions, draftOf("a", "1"));
      const lost = revisions.prepare([draftOf("a", "2"), draftOf("b", "1", { write: { path: "/b", before: null, text: "b" } })]);
      const again = await restart();
      again.forget();
      assert.deepEqual(again.unsettled(), []);
      assert.equal(again.active("b"), undefined);
      assert.throws(() => again.commit(lost), TypeError);
      assert.deepEqual(change(again, draftOf("a", "3")).revisions.map(({ revision }) => revision), [2]);
    },

    "a deleted module is not active, its history stays and its numbers go on": ({ revisions }) => {
      change(revisions, draftOf("a", "1"));
      change(revisions, deletionOf("a"));
      assert.equal(revisions.active("a"), undefined);
      assert.deepEqual(revisions.actives(), []);
      assert.deepEqual(revisions.list("a", { limit: 10 }).map(({ revision, deleted }) => [revision, deleted]), [[2, true], [1, false]]);
      assert.deepEqual([revisions.get("a", 2)?.text, revisions.get("a", 2)?.document], ["", null]);
      change(revisions, draftOf("a", "2"));
      assert.equal(revisions.active("a")?.revision, 3);
    },

    "numbers go on also when a deleted module's history was pruned away": ({ revisions }) => {
      change(revisions, draftOf("a", "1"));
      change(revisions, deletionOf("a"));
      revisions.prune(0);
      change(revisions, draftOf("a", "2"));
      assert.equal(revisions.active("a")?.revision, 3);
    },

    "forget() makes the newest persisted revision active again": async ({ revisions, restart }) => {
      change(revisions, draftOf("kept", "1"));
      change(revisions, draftOf("kept", "2"));
      change(revisions, draftOf("kept", "3", { persisted: false }), draftOf("fleeting", "1", { persisted: false }));
      change(revisions, draftOf("gone", "1"));
      change(revisions, deletionOf("gone"));
      change(revisions, draftOf("gone", "2", { persisted: false }));
      const again = await restart();
      assert.equal(again.active("kept")?.revision, 3, "nothing happens by itself");
      again.forget();
      assert.deepEqual(again.actives().map(({ module, revision }) => [module, revision]), [["kept", 2]]);
      assert.deepEqual(numbers(again, "kept"), [3, 2, 1], "the history stays");
      change(again, draftOf("kept", "4"), draftOf("fleeting", "2"), draftOf("gone", "3"));
      assert.deepEqual(again.actives().map(({ revision }) => revision), [2, 4, 4]);
    },

    "forget() names the files that what it drops would have written": async ({ revisions, restart }) => {
      const committed = revisions.prepare([draftOf("a", "1", { write: { path: "/a", before: null, text: "a" } })]);
      revisions.commit(committed);
      revisions.prepare([draftOf("b", "1", { write: { path: "/b", before: null, text: "b" } }), draftOf("c", "1")]);
      const again = await restart();
      assert.deepEqual(again.forget(), ["/b"]);
      assert.deepEqual(again.forget(), []);
      assert.deepEqual(again.unsettled().map(({ id }) => id), [committed.id]);
    },

    "forget() of a module that was deleted only for a while brings it back": async ({ revisions, restart }) => {
      change(revisions, draftOf("a", "1"));
      change(revisions, { ...deletionOf("a"), persisted: false });
      assert.equal(revisions.active("a"), undefined);
      const again = await restart();
      again.forget();
      assert.equal(again.active("a")?.revision, 1);
    },

    "list() pages by number, newest first": ({ revisions }) => {
      for (let n = 1; n <= 7; n++) change(revisions, draftOf("a", String(n)));
      revisions.prepare([draftOf("a", "8")]);
      assert.deepEqual(numbers(revisions, "a", 3), [7, 6, 5]);
      const rest = revisions.list("a", { before: 5, limit: 10 });
      assert.deepEqual(rest.map(({ revision }) => revision), [4, 3, 2, 1]);
      assert.deepEqual(revisions.list("a", { before: 1, limit: 10 }), []);
      assert.deepEqual(revisions.list("none", { limit: 10 }), []);
      assert.ok(rest.every((row) => !("text" in row) && !("document" in row)));
    },

    "prune() keeps the newest of each module, and what is active": ({ revisions }) => {
      for (let n = 1; n <= 5; n++) change(revisions, draftOf("a", String(n)));
      change(revisions, draftOf("b", "1"));
      assert.equal(revisions.prune(2), 3);
      assert.deepEqual(numbers(revisions, "a"), [5, 4]);
      assert.equal(revisions.prune(2), 0);
      assert.equal(revisions.prune(0), 1);
      assert.deepEqual([numbers(revisions, "a"), numbers(revisions, "b")], [[5], [1]]);
      assert.equal(revisions.get("a", 1), undefined);
    },

    "prune() keeps what a restart needs": async ({ revisions, restart }) => {
      const unsettled = revisions.prepare([draftOf("a", "1"), draftOf("b", "1", { write: { path: "/b", before: null, text: "b" } })]);
      revisions.commit(unsettled);
      change(revisions, draftOf("a", "2"));
      for (let n = 3; n <= 9; n++) change(revisions, draftOf("a", String(n), { persisted: false }));
      const prepared = revisions.prepare([draftOf("a", "10")]);
      assert.equal(revisions.prune(1), 6);
      assert.deepEqual(numbers(revisions, "a"), [9, 2, 1]);
      revisions.commit(prepared);
      const again = await restart();
      assert.equal(again.unsettled()[0]?.revisions[0]?.text, unsettled.revisions[0]?.text);
      again.forget();
      assert.equal(again.active("a")?.revision, 10);
    },

    "a document of some megabytes is kept whole": ({ revisions }) => {
      const text = `# ${"ü".repeat(3 * 1024 * 1024)}\nvalue: 1\n`;
      change(revisions, draftOf("a", "1", { text, document: { value: text } }));
      assert.equal(revisions.active("a")?.text, text);
      assert.equal((revisions.active("a")?.document as { value: string }).value, text);
    },
  });
}

/** A value as text can show it, its members in the order of `like`. */
function plain(value: unknown, like: unknown = value): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return typeof value === "bigint" ? `${value}n` : value;
  const record = value as Record<string, unknown>;
  const order = like !== null && typeof like === "object" ? like as Record<string, unknown> : record;
  assert.deepEqual(Object.keys(record).toSorted(), Object.keys(order).toSorted());
  return Object.fromEntries(Object.keys(order).map((key) => [key, plain(record[key], order[key])]));
}
