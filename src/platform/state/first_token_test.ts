import assert from "node:assert/strict";
import { withFolder } from "../../../tests/fixtures/state/helpers.ts";
import { ensureFirstToken, readFirstToken } from "./first_token.ts";

Deno.test("ensureFirstToken() writes an admin's token for the owner alone, and keeps it over restarts", () =>
  withFolder(async (dir, open) => {
    const { tokens } = await open();
    assert.equal(readFirstToken(dir), undefined);
    ensureFirstToken(dir, tokens, Date.now());
    const secret = readFirstToken(dir) ?? "";
    const row = tokens.verify(secret);
    assert.equal(row?.role, "admin");
    assert.deepEqual([row?.scopes, row?.expiresAt], [undefined, null]);
    if (Deno.build.os !== "windows") assert.equal(((await Deno.stat(`${dir}/token`)).mode ?? 0) & 0o777, 0o600);
    ensureFirstToken(dir, (await open()).tokens, Date.now());
    assert.equal(readFirstToken(dir), secret);
    assert.equal(tokens.list().length, 1);
  }));

Deno.test("ensureFirstToken() makes another one when the file is gone or empty", () =>
  withFolder(async (dir, open) => {
    const { tokens } = await open();
    ensureFirstToken(dir, tokens, Date.now());
    for (const lose of [() => Deno.removeSync(`${dir}/token`), () => Deno.writeTextFileSync(`${dir}/token`, "\n")]) {
      lose();
      ensureFirstToken(dir, tokens, Date.now());
      assert.equal(tokens.verify(readFirstToken(dir) ?? "")?.role, "admin");
    }
  }));

Deno.test("ensureFirstToken() does not bring back what was revoked while another admin is left", () =>
  withFolder(async (dir, open) => {
    const { tokens } = await open();
    ensureFirstToken(dir, tokens, Date.now());
    const first = readFirstToken(dir) ?? "";
    const other = tokens.create({ role: "admin", expiresAt: Date.now() + 60_000 });
    tokens.create({ role: "operator" });
    tokens.revoke(tokens.verify(first)?.id ?? "");
    ensureFirstToken(dir, tokens, Date.now());
    assert.equal(readFirstToken(dir), first);
    assert.equal(tokens.verify(first), undefined);
    ensureFirstToken(dir, tokens, (other.row.expiresAt ?? 0) + 1);
    assert.notEqual(readFirstToken(dir), first, "nobody could get in any more");
    assert.equal(tokens.verify(readFirstToken(dir) ?? "")?.role, "admin");
  }));

Deno.test("ensureFirstToken() that cannot write its file leaves no token that nobody knows", () =>
  withFolder(async (dir, open) => {
    const { tokens } = await open();
    await Deno.mkdir(`${dir}/token.tmp/full`, { recursive: true });
    assert.throws(() => ensureFirstToken(dir, tokens, Date.now()), { code: "state_unavailable" });
    assert.deepEqual(tokens.list(), []);
  }));
