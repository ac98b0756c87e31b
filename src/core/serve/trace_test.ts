import assert from "node:assert/strict";
import { childTrace, formatTraceparent, parseTrace, startTrace } from "./trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const HEADER = `00-${TRACE}-${SPAN}-01`;

Deno.test("parseTrace() reads what the specification's examples send", () => {
  assert.deepEqual(parseTrace(HEADER), { traceId: TRACE, spanId: SPAN, isSampled: true });
  assert.equal(parseTrace(`00-${TRACE}-${SPAN}-00`)?.isSampled, false);
  // Flags that are not known say nothing about the one that is.
  assert.equal(parseTrace(`00-${TRACE}-${SPAN}-fe`)?.isSampled, false);
  assert.equal(parseTrace(`00-${TRACE}-${SPAN}-ff`)?.isSampled, true);
  // A later version is read as far as it is known.
  assert.equal(parseTrace(`cc-${TRACE}-${SPAN}-01`)?.traceId, TRACE);
  assert.equal(parseTrace(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be`)?.traceId, TRACE);
});

Deno.test("parseTrace() takes nothing that is not valid", () => {
  const wrong = [
    undefined,
    "",
    "00",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01.`,
    `cc-${TRACE}-${SPAN}-01.what`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-0x`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01`,
    `${HEADER},${HEADER}`,
    `00-${TRACE}-${SPAN}`,
  ];
  for (const header of wrong) assert.equal(parseTrace(header, "a=1"), undefined, String(header));
});

Deno.test("parseTrace() passes a valid tracestate on, and leaves a wrong one out", async (t) => {
  const long = (key: string, length: number) => `${key}=${"v".repeat(length - key.length - 1)}`;
  const cases: Record<string, [string, string | undefined]> = {
    "one": ["congo=t61rcWkgMzE", "congo=t61rcWkgMzE"],
    "several with blanks and empty members": [" rojo=00f067aa0ba902b7 ,,\tcongo=t61 ,", "rojo=00f067aa0ba902b7,congo=t61"],
    "a tenant": ["fw529a3039@dt=FfFfFfFf", "fw529a3039@dt=FfFfFfFf"],
    "an equals sign in the value": ["a=b=c", undefined],
    "an upper-case key": ["Foo=1", undefined],
    "the same key twice": ["foo=1,foo=2", undefined],
    "no value": ["foo=", undefined],
    "no key": ["=1", undefined],
    "no sign": ["foo", undefined],
    "a line break": ["foo=1\r\nx-evil: 1", undefined],
    "33 members": [Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(","), undefined],
    "empty": ["", undefined],
    "long members go first": [[long("a", 200), "b=1", long("c", 250), "d=1"].join(",") + "," + long("e", 100), `b=1,d=1,${long("e", 100)}`],
    "then the oldest": [
      ["a", "b", "c", "d", "e"].map((key) => long(key, 120)).join(","),
      ["a", "b", "c", "d"].map((key) => long(key, 120)).join(","),
    ],
    "nothing is left": [[long("a", 250), long("b", 250), long("c", 250)].join(","), undefined],
  };
  for (const [name, [given, expected]] of Object.entries(cases)) {
    await t.step(name, () => {
      const context = parseTrace(HEADER, given);
      assert.equal(context?.tracestate, expected);
      assert.equal(context?.traceId, TRACE);
    });
  }
});

Deno.test("startTrace() and childTrace() make contexts that can be sent, the child's in the same trace", () => {
  const root = startTrace();
  assert.deepEqual(parseTrace(formatTraceparent(root)), root);
  const parent = parseTrace(`00-${TRACE}-${SPAN}-00`, "a=1");
  assert.ok(parent);
  const child = childTrace(parent);
  assert.deepEqual({ ...child, spanId: SPAN }, { traceId: TRACE, spanId: SPAN, isSampled: false, tracestate: "a=1" });
  assert.notEqual(child.spanId, SPAN);
  assert.equal(formatTraceparent(child), `00-${TRACE}-${child.spanId}-00`);
});
