import assert from "node:assert/strict";
import fc from "fast-check";
import { createMasker } from "./mask.ts";
import { formsOf } from "./mask_forms.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Pushes a text cut at every `size` bytes. */
function inChunks(secrets: Record<string, string>, text: string, size: number): string {
  const stream = createMasker(secrets).stream();
  const bytes = encode(text);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(stream.push(bytes.slice(at, at + size)).slice());
  parts.push(stream.end());
  return decode(new Uint8Array(parts.flatMap((part) => [...part])));
}

Deno.test("createMasker() replaces a secret in every form that it is known to take", async (t) => {
  const secret = "pä/ss wörd+'\"1?>";
  const raw = encode(secret);
  const binary = String.fromCharCode(...raw);
  const cases: Record<string, string> = {
    plain: secret,
    "base64 alone": btoa(binary),
    "base64url without padding": btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
    hexadecimal: Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    "hexadecimal in capitals": Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase(),
    "URL component": encodeURIComponent(secret),
    "URL component in small letters": encodeURIComponent(secret).replace(/%../g, (octet) => octet.toLowerCase()),
    form: new URLSearchParams({ a: secret }).toString().slice(2),
    JSON: JSON.stringify(secret).slice(1, -1),
    "shell quotes": secret.replaceAll("'", "'\\''"),
  };
  for (const [name, form] of Object.entries(cases)) {
    await t.step(name, () => {
      assert.equal(createMasker({ secret }).text(`a ${form} z`), "a *** z");
    });
  }
  for (const before of ["", "u", "us", "user:"]) {
    await t.step(`base64 behind "${before}"`, () => {
      const masked = createMasker({ secret }).text(btoa(String.fromCharCode(...encode(`${before}${secret}:after`))));
      assert.match(masked, /^.{0,10}\*\*\*.{0,12}$/);
    });
  }
});

Deno.test("createMasker() finds a secret however it is split over chunks", () => {
  const text = "token=s3cr3t-value; again s3cr3t-value\n";
  for (let size = 1; size < 40; size++) {
    assert.equal(inChunks({ token: "s3cr3t-value" }, text, size), "token=***; again ***\n", `${size} bytes`);
  }
});

Deno.test("createMasker() merges overlapping occurrences into one mask", async (t) => {
  const cases: [string, Record<string, string>, string, string][] = [
    ["one secret inside another", { a: "bc", b: "abcd" }, "xabcdx", "x***x"],
    ["chains", { a: "abcd", b: "cdef" }, "-abcdef-", "-***-"],
    ["one that turns out longer", { a: "ab", b: "abcdef" }, "abcdeX", "***cdeX"],
    ["itself", { a: "aXa" }, "aXaXa", "***"],
    ["neighbours stay two", { a: "abc" }, "abcabc", "******"],
  ];
  for (const [name, secrets, text, expected] of cases) {
    await t.step(name, () => {
      for (let size = 1; size <= text.length; size++) assert.equal(inChunks(secrets, text, size), expected, `${size} bytes`);
    });
  }
});

Deno.test("createMasker() masks the lines of a secret of several lines, and leaves its braces alone", () => {
  const secret = "-----BEGIN-----\r\nabcdefgh\r\n}\r\n";
  const masker = createMasker({ secret });
  assert.equal(masker.text("x abcdefgh }"), "x *** }");
  assert.equal(masker.text("<-----BEGIN-----\nabcdefgh\n}>"), "<***>");
});

Deno.test("createMasker() masks a short secret as it is", () => {
  assert.equal(createMasker({ pin: "7" }).text("pin 7, 37"), "pin ***, 3***");
  assert.equal(createMasker({ none: "" }).text("pin 7"), "pin 7");
});

Deno.test("createMasker() holds back only what can begin a secret", () => {
  const stream = createMasker({ token: "secret" }).stream();
  assert.equal(decode(stream.push(encode("a whole line\n"))), "a whole line\n");
  assert.equal(decode(stream.push(encode("ends in sec"))), "ends in ");
  assert.equal(decode(stream.push(encode("ond\n"))), "second\n");
  assert.equal(decode(stream.push(encode("sec"))), "");
  assert.equal(decode(stream.end()), "sec");
});

Deno.test("createMasker() returns the caller's own bytes when there is nothing to mask", () => {
  const bytes = encode("no such thing\n");
  assert.equal(createMasker({}).stream().push(bytes), bytes);
  assert.equal(createMasker({ token: "secret" }).stream().push(bytes), bytes);
  const odd = "lone \ud800";
  assert.equal(createMasker({ token: "secret" }).text(odd), odd);
});

Deno.test("createMasker() does not depend on bytes that the caller uses again", () => {
  const stream = createMasker({ token: "secret" }).stream();
  const buffer = encode("..sec");
  let out = decode(stream.push(buffer));
  buffer.fill(0x78);
  out += decode(stream.push(encode("ret.."))) + decode(stream.end());
  assert.equal(out, "..***..");
});

const secretText = fc.string({ minLength: 1, maxLength: 24, unit: fc.constantFrom(..."abAB01 +/=%\n'\"ä€-") }).filter((text) =>
  text.trim() !== ""
);

Deno.test("createMasker() lets no form of a secret through, whatever the chunks", () => {
  fc.assert(
    fc.property(
      fc.array(secretText, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(fc.nat(200), fc.string({ maxLength: 6, unit: fc.constantFrom(..."abAB01 +/=%\n'\"ä€-") })), { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      (values, pieces, size) => {
        const forms = values.flatMap(formsOf).map(decode);
        const text = pieces.map((piece) => typeof piece === "string" ? piece : forms[piece % forms.length]).join("");
        const secrets = Object.fromEntries(values.map((value, index) => [String(index), value]));
        const masked = inChunks(secrets, text, size);
        for (const form of forms) assert.ok(!masked.includes(form), `${JSON.stringify(form)} in ${JSON.stringify(masked)}`);
        assert.equal(masked, createMasker(secrets).text(text), "the chunks make no difference");
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("createMasker() leaves text without secrets as it is, whatever the chunks", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(..."abcd \n€") }), fc.integer({ min: 1, max: 9 }), (text, size) => {
      assert.equal(inChunks({ token: "abcdX", other: "€€€Z" }, text, size), text);
    }),
  );
});
