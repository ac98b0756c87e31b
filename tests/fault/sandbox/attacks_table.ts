import { LAYERS } from "./attack.ts";
import { loadAttacks } from "./load_attacks.ts";
import { OTHER_ATTACKS } from "./other_attacks.ts";

/** What is tried, what stops it, and what it does to a worker of Deno's own: the table of docs/security.md. */
export async function attacksTable(): Promise<string> {
  const rows = (await loadAttacks()).map(({ name, attack: { title, stoppedBy, plain } }) => {
    const alone = typeof plain === "object" ? `kept: ${plain.keptBecause}` : plain === "works" ? "works" : "works in the compiled program";
    return `| ${title} | ${stoppedBy.join(", ")} | ${alone} | \`attacks/${name}.ts\` |`;
  });
  const others = OTHER_ATTACKS.map(({ title, stoppedBy, plain, file }) =>
    `| ${title} | ${stoppedBy.join(", ")} | ${plain} | \`${file}\` |`
  );
  const layers = Object.entries(LAYERS).map(([name, what]) => `- **${name}**: ${what}.`);
  return [
    ...layers,
    "",
    "| Attack | Stopped by | Against a plain worker without permissions | In `tests/fault/sandbox/` |",
    "|---|---|---|---|",
    ...[...rows, ...others].sort(),
    "",
  ].join("\n");
}
