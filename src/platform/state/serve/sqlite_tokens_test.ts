import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { withFolder } from "../../../../tests/fixtures/state/helpers.ts";

Deno.test("a secret stands nowhere in the state folder", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    const { secret, row } = state.tokens.create({ role: "admin" });
    state.tokens.verify(secret);
    const search = () => {
      const texts = [...Deno.readDirSync(dir)].filter(({ isFile }) => isFile).map(({ name }) =>
        new TextDecoder("latin1").decode(Deno.readFileSync(`${dir}/${name}`))
      );
      assert.ok(texts.some((text) => text.includes(row.id)));
      for (const text of texts) assert.ok(!text.includes(secret.slice(4)));
    };
    search();
    state[Symbol.dispose]();
    search();
  }));

Deno.test("a busy token writes once a minute", () =>
  withFolder(async (dir, open) => {
    let now = Date.UTC(2026, 10, 21, 12);
    const state = await open({ clock: { now: () => now, monotonicMs: () => now, sleep: () => Promise.resolve() } });
    const { secret } = state.tokens.create({ role: "viewer" });
    const written = () => Deno.statSync(`${dir}/executor.db-wal`).size;
    state.tokens.verify(secret);
    const before = written();
    for (; now < Date.UTC(2026, 10, 21, 12, 0, 59); now += 100) assert.ok(state.tokens.verify(secret));
    assert.equal(written(), before);
    now += 1000;
    state.tokens.verify(secret);
    assert.ok(written() > before);
  }));

Deno.test("scopes that were damaged are state_corrupt, never a token without limits", () =>
  withFolder(async (dir, open) => {
    const state = await open();
    const { secret } = state.tokens.create({ role: "operator", scopes: ["pipelines/a"] });
    state[Symbol.dispose]();
    for (const scopes of ["", "{", "null", "{}", "[1]", '"pipelines/a"']) {
      const database = new DatabaseSync(`${dir}/executor.db`);
      database.prepare("UPDATE tokens SET scopes = ?").run(scopes);
      database.close();
      const { tokens } = await open();
      assert.throws(() => tokens.verify(secret), { code: "state_corrupt" }, scopes);
    }
  }));
