import assert from "node:assert/strict";
import { WrongTokens } from "./wrong_tokens.ts";

Deno.test("WrongTokens lets twenty a minute through from one place, and then says how long to wait", () => {
  let now = 1_000_000;
  const wrong = new WrongTokens(() => now);
  for (let i = 0; i < 20; i++, now += 1000) assert.equal(wrong.note("10.0.0.1"), undefined);
  assert.equal(wrong.note("10.0.0.1"), 40);
  now += 39_999;
  assert.equal(wrong.note("10.0.0.1"), 1);
  now += 1;
  assert.equal(wrong.note("10.0.0.1"), undefined);
  assert.equal(wrong.note("10.0.0.1"), 1);
});

Deno.test("WrongTokens counts each place by itself, a network of IPv6 as one", () => {
  const wrong = new WrongTokens(() => 0);
  for (let i = 0; i < 20; i++) assert.equal(wrong.note(`2001:db8:1:2::${i.toString(16)}`), undefined);
  assert.equal(wrong.note("2001:db8:1:2:3:4:5:6"), 60);
  assert.equal(wrong.note("2001:db8:1:3::1"), undefined);
  assert.equal(wrong.note("::1"), undefined);
  assert.equal(wrong.note("::ffff:10.0.0.1"), undefined);
});

Deno.test("WrongTokens remembers no more than 10,000 places, and not those it has just seen go", () => {
  const wrong = new WrongTokens(() => 0);
  for (let i = 0; i < 20; i++) wrong.note("busy");
  for (let i = 0; i < 30_000; i++) {
    wrong.note(`place ${i}`);
    if (i % 5000 === 0) assert.notEqual(wrong.note("busy"), undefined);
  }
  assert.equal(wrong.size, 10_000);
});

Deno.test("WrongTokens forgets what lies in the future when the clock was set back", () => {
  let now = 1_000_000;
  const wrong = new WrongTokens(() => now);
  for (let i = 0; i < 20; i++) wrong.note("p");
  now = 0;
  assert.equal(wrong.note("p"), undefined);
});
