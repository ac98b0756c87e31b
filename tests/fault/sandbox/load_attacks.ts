import type { Attack } from "./attack.ts";

/** One attack and the name of its file. */
export interface LoadedAttack {
  readonly name: string;
  readonly attack: Attack;
}

/** All attacks, by the names of their files in `attacks/`. */
export async function loadAttacks(): Promise<LoadedAttack[]> {
  const folder = new URL("./attacks/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => {
    const { default: attack }: { default: Attack } = await import(new URL(name, folder).href);
    return { name: name.replace(/\.ts$/, ""), attack };
  }));
}
