import {
  AppError,
  type DaemonEvent,
  type FeedItem,
  type Json,
  type JsonObject,
  type ModuleId,
  type Revision,
  type Settings,
} from "../core/mod.ts";
import type { Change, ChangeResult, Daemon, ModuleError, ModuleView, RunRequest, RunView, SourceView, Webhook } from "../live/mod.ts";
import type { State } from "../platform/mod.ts";
import { TestingSessions } from "./testing_sessions.ts";
import { TestingStores } from "./testing_stores.ts";

/** A pipeline's document in tests. */
export type Document = Readonly<Record<string, Json>>;

/**
 * A daemon in memory, for tests of the API: modules whose documents are JSON, runs that do what a test makes them do. It keeps the promises of
 * the interfaces that the API builds on: conditions are checked, changes are all or none, what has no effect makes no revision.
 */
export class TestingDaemon extends TestingStores implements Daemon {
  phase: Daemon["phase"] = "ready";
  readonly strays = new Map<string, ModuleError>();
  readonly views = new Map<ModuleId, ModuleView>();
  readonly history = new Map<ModuleId, Revision[]>();
  readonly runViews = new Map<string, RunView>();
  readonly feeds = new Map<string, TestingFeed>();
  readonly sourceViews: SourceView[] = [];
  readonly webhooks = new Map<string, Webhook>();
  readonly started: RunRequest[] = [];
  readonly changes: { readonly changes: readonly Change[]; readonly options: Parameters<Daemon["modules"]["change"]>[1] }[] = [];
  readonly asked: string[] = [];
  readonly sessions = new TestingSessions();
  current: Settings = {
    api: { require_if_match: false, hosts: [], origins: [], webhook_body: 1024 },
    reload: { debounce: 0, grace: 0 },
    runs: { at_once: 1, queue: 1, grace: 0, recover: "leave", keep: 1 },
    revisions: { keep: 10 },
    log: { level: "info" },
    sessions: { allow: { operator: [] }, at_once: 1, keep: 1, keep_for: 0, recording: 1024 },
  };

  get state(): State {
    throw new TypeError("The API does not know the state folder");
  }

  settings(): Settings {
    return this.current;
  }

  stop(): Promise<void> {
    this.phase = "stopping";
    return Promise.resolve();
  }

  /** Makes a pipeline that serves. */
  serve(name: string, document: Json, text = JSON.stringify(document)): void {
    this.#activate(`pipelines/${name}`, document, text, "file", "file", null, true);
  }

  readonly modules: Daemon["modules"] = {
    list: () => [...this.views.values()],
    get: (module) => this.views.get(module),
    strays: () => this.strays,
    change: async (changes, options) => {
      await Promise.resolve();
      this.changes.push({ changes, options });
      const made = changes.map((change) => ({ change, document: this.#document(change) }));
      return made.map(({ change: { module, edit }, document }): ChangeResult => {
        const before = this.views.get(module)?.active ?? null;
        const isGone = edit.kind === "delete";
        const changed = isGone || JSON.stringify(before?.document) !== JSON.stringify(document);
        const text = edit.kind === "put" ? edit.text : JSON.stringify(document);
        if (changed && !options.dryRun) {
          this.#activate(module, document, text, "api", options.actor.name, options.message ?? null, options.persist !== false);
          if (isGone) this.views.delete(module);
          const action = `${module === "settings" ? "settings" : "pipeline"}.${ACTIONS[edit.kind]}`;
          const after = isGone ? null : this.views.get(module)?.active?.hash ?? null;
          this.audit.append({
            time: 0,
            actor: options.actor.name,
            action,
            module,
            before: before?.hash ?? null,
            after,
            from: options.from,
          });
        }
        const last = this.history.get(module)?.at(-1)?.revision ?? 0;
        return {
          module,
          name: nameOf(module),
          revision: last + (changed && options.dryRun ? 1 : 0),
          previous: before?.revision ?? null,
          state: isGone ? "retired" : "active",
          timeline: [{ state: "detected", time: 0 }, { state: "active", time: 1 }],
          durationMs: 1.25,
          warnings: [],
          diff: changed ? [{ op: "replace", path: "", from: before?.document ?? null, to: document }] : [],
          changed,
          created: before === null,
        };
      });
    },
    reload: () => Promise.resolve({ modules: [{ module: "pipelines/a", outcome: "unchanged", revision: 1 }] }),
    revisions: (module, { before = Infinity, limit }) => {
      return this.#known(module).filter(({ revision }) => revision < before).toReversed().slice(0, limit);
    },
    revision: (module, revision) => {
      const found = this.#known(module).find((row) => row.revision === revision);
      if (found === undefined) throw new AppError("revision_unknown", `${module} has no revision ${revision}`);
      return found;
    },
    diff: (module, from, to) => {
      const [a, b] = [this.modules.revision(module, from), this.modules.revision(module, to)];
      return [{ op: "replace", path: "", from: a.document, to: b.document }];
    },
  };

  readonly runs: Daemon["runs"] = {
    start: async (request) => {
      await Promise.resolve();
      if (!this.views.has(`pipelines/${request.pipeline}`)) {
        throw new AppError("module_unknown", `There is no pipeline "${request.pipeline}"`);
      }
      this.started.push(request);
      const run = `run-${this.started.length}`;
      this.runViews.set(run, { status: "queued", run, pipeline: request.pipeline, revision: 1, params: request.params, acceptedAt: 0 });
      return { run };
    },
    get: (run) => {
      const view = this.runViews.get(run);
      if (view === undefined) throw new AppError("run_unknown", `No run "${run}"`);
      return view;
    },
    list: ({ pipeline, status, cursor, limit }) => {
      const all = [...this.runViews.values()].toReversed().filter((run) => {
        return (pipeline === undefined || run.pipeline === pipeline) && (status === undefined || run.status === status);
      });
      const start = cursor === undefined ? 0 : all.findIndex(({ run }) => run === cursor) + 1;
      const items = all.slice(start, start + limit);
      return { items, next: start + limit < all.length ? items.at(-1)?.run ?? null : null };
    },
    cancel: (run) => void this.asked.push(`cancel ${run}`),
    resume: (run) => Promise.resolve(void this.asked.push(`resume ${run}`)),
    approve: (run, { task, yes }) => void this.asked.push(`approve ${run} ${task ?? ""} ${yes}`),
    feed: (run, { after = 0, signal }) => {
      const feed = this.feeds.get(run);
      if (feed === undefined) throw new TypeError(`A test has no feed of ${run}`);
      return feed.read(after, signal);
    },
    counts: () => ({ queued: 2, running: 1 }),
  };

  readonly sources: Daemon["sources"] = { list: () => this.sourceViews, webhook: (path) => this.webhooks.get(path) };

  emit(event: DaemonEvent): number {
    return this.events.append(event);
  }

  /** What a change makes of a document. @throws AppError as the interface says. */
  #document({ module, edit, ifMatch, ifAbsent }: Change): Json {
    const active = this.views.get(module)?.active ?? null;
    const stale = active === null ? ifMatch !== undefined : Array.isArray(ifMatch) && !ifMatch.includes(active.revision);
    if (stale || ifAbsent && active !== null) throw new AppError("etag_stale", `${module} has changed`, { details: { module } });
    if (active === null && module !== "settings" && edit.kind !== "put" && edit.kind !== "value") {
      throw new AppError("module_unknown", `There is no ${module}`, { details: { module } });
    }
    const before = active?.document ?? {};
    switch (edit.kind) {
      case "put":
        return edit.language === "yaml" && edit.text.startsWith("{") ? JSON.parse(edit.text) : { text: edit.text };
      case "value":
        return edit.document;
      case "merge":
        return merged(before, edit.patch);
      case "json_patch":
        throw new AppError("patch_conflict", "A test of the patch failed", { details: { module } });
      case "rollback":
        return this.modules.revision(module, edit.revision ?? (active?.revision ?? 0) - 1).document;
      case "delete":
        return null;
    }
  }

  #activate(
    module: ModuleId,
    document: Json,
    text: string,
    origin: Revision["origin"],
    author: string,
    message: string | null,
    persisted: boolean,
  ): void {
    const rows = this.history.get(module) ?? [];
    const revision: Revision = {
      module,
      revision: (rows.at(-1)?.revision ?? 0) + 1,
      hash: `sha256:${rows.length}`,
      origin,
      author,
      message,
      time: 0,
      language: "yaml",
      text,
      document,
      persisted,
      deleted: document === null,
    } as Revision;
    this.history.set(module, [...rows, revision]);
    this.views.set(module, {
      module,
      name: nameOf(module),
      state: "active",
      active: revision,
      text: revision.text,
      file: null,
      error: null,
    });
  }

  #known(module: ModuleId): Revision[] {
    const rows = this.history.get(module);
    if (rows === undefined) throw new AppError("module_unknown", `There is no ${module}`, { details: { module } });
    return rows;
  }
}

const ACTIONS = { put: "put", value: "put", merge: "patch", json_patch: "patch", rollback: "rollback", delete: "delete" } as const;

/** What a run did, as a test says it. */
export class TestingFeed {
  readonly #items: FeedItem[] = [];
  #isOver = false;
  #wake = Promise.withResolvers<void>();
  /** How many items were asked for. */
  taken = 0;
  /** How many read it now. */
  readers = 0;

  push(...items: FeedItem[]): void {
    this.#items.push(...items);
    this.#next();
  }

  end(): void {
    this.#isOver = true;
    this.#next();
  }

  async *read(after: number, signal: AbortSignal): AsyncGenerator<FeedItem, void> {
    this.readers++;
    try {
      for (let at = 0; !signal.aborted;) {
        const item = this.#items[at++];
        if (item === undefined) {
          if (this.#isOver) return;
          at--;
          const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
          await Promise.race([this.#wake.promise, stopped]);
        } else if (item.id > after) {
          this.taken++;
          yield item;
        }
      }
    } finally {
      this.readers--;
    }
  }

  #next(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

function nameOf(module: ModuleId): string {
  return module.replace(/^pipelines\//, "");
}

function merged(target: Json, patch: Json): Json {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === "object" && target !== null && !Array.isArray(target);
  const result: Record<string, Json> = isObject ? { ...target as JsonObject } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key] ?? null, value);
  }
  return result;
}
