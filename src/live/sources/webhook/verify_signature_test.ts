import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { signatureKey, verifySignature } from "./verify_signature.ts";

const SECRET = "s3cr3t";
const NOW = Date.UTC(2026, 0, 10);
const BODY = '{"a":1}';
const bytes = (text: string) => new TextEncoder().encode(text);
const sign = (text: string, secret = SECRET) => createHmac("sha256", secret).update(text).digest("hex");

async function verify(headers: Record<string, string>, body = BODY): Promise<boolean> {
  return await verifySignature(await signatureKey(SECRET), { method: "POST", path: "/", query: {}, headers, body: bytes(body) }, NOW);
}

Deno.test("verifySignature() takes a body's own signature, and no other, when it is written in a known form", async (t) => {
  const right = sign(BODY);
  const seconds = NOW / 1000;
  const timed = (time: number | string, body = BODY) => `t=${time},v1=${sign(`${time}.${body}`)}`;
  const rows: readonly (readonly [name: string, headers: Record<string, string>, expected: boolean, body?: string])[] = [
    ["GitHub's", { "x-hub-signature-256": `sha256=${right}` }, true],
    ["with its algorithm", { "x-signature": `sha256=${right}` }, true],
    ["the digits alone", { "x-signature": right }, true],
    ["in capitals", { "x-signature": right.toUpperCase() }, true],
    ["with a time", { "x-signature": timed(seconds) }, true],
    ["Stripe's", { "stripe-signature": timed(seconds) }, true],
    ["with a time 4 minutes old", { "x-signature": timed(seconds - 240) }, true],
    ["with two, the second right", { "x-signature": `t=${seconds},v1=${sign("x")},v1=${sign(`${seconds}.${BODY}`)}` }, true],
    ["an empty body's", { "x-signature": sign("") }, true, ""],
    ["none", {}, false],
    ["an empty one", { "x-signature": "" }, false],
    ["another body's", { "x-signature": sign('{"a":2}') }, false],
    ["another secret's", { "x-signature": sign(BODY, "other") }, false],
    ["an empty secret's", { "x-signature": sign(BODY, "") }, false],
    ["cut", { "x-signature": right.slice(0, 62) }, false],
    ["with more behind it", { "x-signature": `${right}00` }, false],
    ["with a character that is no digit", { "x-signature": `${right.slice(0, 63)}g` }, false],
    ["with white space in it", { "x-signature": `${right.slice(0, 32)} ${right.slice(33)}` }, false],
    ["of another algorithm's name", { "x-signature": `sha1=${right}` }, false],
    ["SHA-1 in its own header", { "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(BODY).digest("hex")}` }, false],
    ["with a time 6 minutes old", { "x-signature": timed(seconds - 360) }, false],
    ["with a time 6 minutes ahead", { "x-signature": timed(seconds + 360) }, false],
    ["with another time than was signed", { "x-signature": timed(seconds).replace(`t=${seconds}`, `t=${seconds - 1}`) }, false],
    ["with a time, over the body alone", { "x-signature": `t=${seconds},v1=${right}` }, false],
    ["with a time that is none", { "x-signature": timed("NaN") }, false],
    ["with a negative time", { "x-signature": timed(-seconds) }, false],
    ["with a time in milliseconds", { "x-signature": timed(NOW) }, false],
    ["with a time and no signature", { "x-signature": `t=${seconds}` }, false],
    // What was signed with its time, long ago, sent again as a body of its own.
    ["a timed one as a plain one", { "x-signature": sign(`1600000000.${BODY}`) }, false, `1600000000.${BODY}`],
    ["with very many", { "x-signature": `t=${seconds},${`v1=${sign("x")},`.repeat(40)}v1=${sign(`${seconds}.${BODY}`)}` }, false],
  ];
  for (const [name, headers, expected, body] of rows) await t.step(name, async () => assert.equal(await verify(headers, body), expected));
});
