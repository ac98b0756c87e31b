import { GUARD_LIMITS } from "./limits.ts";
import { type Rule, RULES, SYNTAX } from "./rules.ts";

/** The part of the documentation that says what each level refuses: Markdown, made from the tables that the guard works with. */
export function rulesPage(): string {
  return `| syntax | \`strict\` | \`trusted\` | why | instead |
|---|---|---|---|---|
${RULES.map(row).join("\n")}

A name counts only where nothing in the file declares it: a parameter called \`Worker\` is the author's own, and so is a method called \`eval\`.
\`typeof WebAssembly\` may be asked. Allowed is, by the names that parsers give it:

${Object.entries(SYNTAX).map(([group, types]) => `- ${group}: ${types.join(", ")}`).join("\n")}

| bound | at most |
|---|---|
${bounds().map(([what, most]) => `| ${what} | ${most} |`).join("\n")}
`;
}

function row({ form, strict, trusted, why, instead }: Rule): string {
  return `| ${[form, strict, trusted, why, instead].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function bounds(): (readonly [string, string])[] {
  const { files, bytes, codeBytes, jsonBytes, nesting, angles, timeMs } = GUARD_LIMITS;
  return [
    ["files of one script", count(files)],
    ["all of them together", mebibytes(bytes)],
    ["one JavaScript or TypeScript file", mebibytes(codeBytes)],
    ["one JSON file", mebibytes(jsonBytes)],
    [
      "pieces of syntax within each other",
      `${count(nesting)} (a block in a function is two; \`a.b.c\`, \`a + b + c\` and \`else if\` are one, up to some thousand links)`,
    ],
    ["`<` in one TypeScript file", count(angles)],
    ["a line of TypeScript", "about 8,000 characters of code; a long string may be much longer"],
    ["checking all of it", `${timeMs / 1000} s`],
  ];
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function mebibytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MiB`;
}
