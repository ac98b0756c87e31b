import { ok } from "node:assert/strict";
import fc from "fast-check";
import { parseCheck, parseCheckAt, type ParsedCheck, SUBJECTS } from "../../dsl/check/mod.ts";

const WORDS = [
  ...SUBJECTS.flatMap(({ name, metrics }) => [name, ...metrics.flatMap(({ word, example }) => [word, example])]),
  ..."is not exists contains matches of for then else alert fail run open running".split(" "),
  ...'> < == != >= <= - % 90% 5GiB 30s 443 4 1e9 0x1 99999999999999999999 1h30m "a" \'b\' r"\\d" """x""" b"y" " \\ # ; } \n // ¿ é \u{1F600} \0 \uD800'
    .split(" "),
];

const sentence = fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 12 }).map((
  parts,
) => parts.join(" "));

Deno.test("parseCheck() never throws, and either gives a check or says why not, within the text", () => {
  fc.assert(
    fc.property(sentence, fc.nat({ max: 8 }), (text, before) => {
      whole(parseCheck(text), 0, text.length);
      const padded = `${" ".repeat(before)}${text}`;
      whole(parseCheckAt(padded, before), before, padded.length);
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("parseCheck() takes what it accepts a second time, after a change of any character", () => {
  const examples = SUBJECTS.flatMap(({ metrics }) => metrics.map(({ example }) => example));
  fc.assert(
    fc.property(fc.constantFrom(...examples), fc.nat(), fc.string({ unit: "binary", maxLength: 2 }), (example, at, put) => {
      const cut = at % (example.length + 1);
      const text = example.slice(0, cut) + put + example.slice(cut + 1);
      const { check } = whole(parseCheck(text), 0, text.length);
      if (check === undefined) return;
      const again = parseCheck(check.sentence).check;
      ok(JSON.stringify({ ...check, then: undefined, else: undefined }) === JSON.stringify(again), text);
    }),
    { numRuns: 3_000 },
  );
});

function whole(parsed: ParsedCheck, from: number, to: number): ParsedCheck {
  const { check, problems, texts, runs } = parsed;
  ok((check === undefined) === (problems.length > 0));
  for (const { span } of [...problems, ...texts, ...runs, parsed]) ok(span.start >= from && span.start <= span.end && span.end <= to);
  return parsed;
}
