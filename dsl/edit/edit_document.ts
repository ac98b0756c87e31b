import type { Json } from "../../src/core/mod.ts";
export function editDocument(_text: string, _file: string, target: Json): Promise<string> {
  return Promise.resolve(JSON.stringify(target, null, 2));
}
