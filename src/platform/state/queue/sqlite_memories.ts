import type { Json, ModuleId, SourceMemories, SourceMemory } from "../../../core/mod.ts";
import type { Database } from "../database.ts";
import { decodeStored, encodeStored } from "../stored_json.ts";

const SAME = "module = ? AND revision = ? AND source = ?";

/** Memories of sources as rows of the journal's database. What `set` was given survives the death of this process once it returned. */
export class SqliteMemories implements SourceMemories {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  open(module: ModuleId, revision: number, source: string): SourceMemory {
    const database = this.#database;
    return {
      get(key: string): Json | undefined {
        const row = database.get(`SELECT value FROM source_memories WHERE ${SAME} AND key = ?`, module, revision, source, key);
        if (row === undefined) return undefined;
        try {
          return decodeStored(String(row.value));
        } catch (error) {
          throw database.damaged(`the memory "${key}" of the source "${source}" of "${module}" is not JSON`, error);
        }
      },
      set(key: string, value: Json): void {
        database.run(
          "INSERT INTO source_memories (module, revision, source, key, value) VALUES (?, ?, ?, ?, ?) " +
            "ON CONFLICT DO UPDATE SET value = excluded.value",
          module,
          revision,
          source,
          key,
          encodeStored(value),
        );
      },
    };
  }

  carry(module: ModuleId, from: number, to: number, source: string): void {
    if (from === to) return;
    this.#database.write(({ run }) => {
      run(`DELETE FROM source_memories WHERE ${SAME}`, module, to, source);
      run(
        `INSERT INTO source_memories SELECT module, ?, source, key, value FROM source_memories WHERE ${SAME}`,
        to,
        module,
        from,
        source,
      );
    });
  }

  drop(module: ModuleId, revision: number): void {
    this.#database.run("DELETE FROM source_memories WHERE module = ? AND revision = ?", module, revision);
  }
}
