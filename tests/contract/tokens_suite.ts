import assert from "node:assert/strict";
import type { TokenStore } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** Tokens under test. */
export interface TokensWorld extends AsyncDisposable {
  readonly tokens: TokenStore;
  /** Milliseconds since the epoch, as the store sees them; a test moves it. */
  readonly time: { now: number };
}

const MINUTE = 60_000;

/** Registers the tests that every implementation of the port `TokenStore` has to pass. */
export function tokensSuite(options: SuiteOptions<TokensWorld>): void {
  registerSuite("TokenStore", options, {
    "create() gives a short id and a secret of 256 bits, each only once": ({ tokens }) => {
      const made = Array.from({ length: 50 }, () => tokens.create({ role: "viewer" }));
      for (const { row, secret } of made) {
        assert.match(row.id, /^tok_[0-9a-z]{7}$/);
        assert.match(secret, /^exc_[A-Za-z0-9_-]{43}$/);
      }
      assert.equal(new Set(made.map(({ row }) => row.id)).size, 50);
      assert.equal(new Set(made.map(({ secret }) => secret)).size, 50);
    },

    "verify() gives the row of a secret, as create() and list() do": ({ tokens, time }) => {
      const scopes = ["pipelines/reports-*", "pipelines/a"];
      const { row, secret } = tokens.create({ role: "operator", scopes, expiresAt: time.now + MINUTE });
      assert.deepEqual({ ...row, id: "" }, {
        id: "",
        role: "operator",
        scopes,
        expiresAt: time.now + MINUTE,
        createdAt: time.now,
        usedAt: null,
      });
      assert.deepEqual(tokens.list(), [row]);
      assert.deepEqual({ ...tokens.verify(secret), usedAt: null }, row);
    },

    "a token without scopes is not one with none": ({ tokens }) => {
      assert.equal(tokens.create({ role: "operator" }).row.scopes, undefined);
      const { secret } = tokens.create({ role: "operator", scopes: [] });
      assert.deepEqual(tokens.verify(secret)?.scopes, []);
    },

    "verify() refuses everything but a whole secret": ({ tokens }) => {
      const { row, secret } = tokens.create({ role: "admin" });
      const flipped = secret.slice(0, -1) + (secret.endsWith("A") ? "B" : "A");
      const wrong = [
        "",
        "exc_",
        row.id,
        secret.slice(0, -1),
        secret.slice(4),
        `${secret}A`,
        ` ${secret}`,
        `${secret}\0`,
        secret.toUpperCase(),
        flipped,
        "' OR 1=1 --",
        "%",
        "x".repeat(100_000),
      ];
      for (const text of wrong) assert.equal(tokens.verify(text), undefined, text.slice(0, 60));
      assert.equal(tokens.verify(secret)?.id, row.id);
    },

    "a token expires at its moment and not before": ({ tokens, time }) => {
      const { secret } = tokens.create({ role: "viewer", expiresAt: time.now + 1000 });
      time.now += 999;
      assert.ok(tokens.verify(secret));
      time.now += 1;
      assert.equal(tokens.verify(secret), undefined);
      assert.equal(tokens.list().length, 1, "it is still listed");
    },

    "an expired token is removed after 30 days": ({ tokens, time }) => {
      tokens.create({ role: "viewer", expiresAt: time.now + 1000 });
      time.now += 31 * 24 * 60 * MINUTE;
      const { row } = tokens.create({ role: "viewer" });
      assert.deepEqual(tokens.list(), [row]);
    },

    "revoke() ends a token at once and only that": ({ tokens }) => {
      const gone = tokens.create({ role: "admin" });
      const left = tokens.create({ role: "admin" });
      assert.equal(tokens.revoke(gone.row.id), true);
      assert.equal(tokens.revoke(gone.row.id), false);
      assert.equal(tokens.revoke("tok_none000"), false);
      assert.equal(tokens.verify(gone.secret), undefined);
      assert.ok(tokens.verify(left.secret));
      assert.deepEqual(tokens.list().map(({ id }) => id), [left.row.id]);
    },

    "a use is known to the minute": ({ tokens, time }) => {
      const { secret } = tokens.create({ role: "viewer" });
      const minute = Math.floor(time.now / MINUTE) * MINUTE;
      time.now = minute + 10 * MINUTE + 42;
      assert.equal(tokens.verify(secret)?.usedAt, minute + 10 * MINUTE);
      time.now += MINUTE - 43;
      assert.equal(tokens.verify(secret)?.usedAt, minute + 10 * MINUTE);
      time.now += 1;
      assert.equal(tokens.verify(secret)?.usedAt, minute + 11 * MINUTE);
      assert.equal(tokens.list()[0]?.usedAt, minute + 11 * MINUTE);
    },

    "a use does not move back with the clock": ({ tokens, time }) => {
      const { secret } = tokens.create({ role: "viewer" });
      const used = tokens.verify(secret)?.usedAt;
      time.now -= 60 * MINUTE;
      assert.equal(tokens.verify(secret)?.usedAt, used);
    },

    "a wrong secret is no use": ({ tokens }) => {
      const { secret } = tokens.create({ role: "viewer" });
      tokens.verify(`${secret}x`);
      assert.equal(tokens.list()[0]?.usedAt, null);
    },
  });
}
