import type { ParseModule } from "./parse_module.ts";
import type { Span } from "../../core/mod.ts";

/**
 * Takes the meaning out of comments that V8 obeys: `//# sourceMappingURL=` and `//# sourceURL=` let a script say where its errors come from,
 * and the former makes the runtime read a file. One character of each becomes a blank, so every place stays.
 */
export function silenceComments(code: string, parse: ParseModule): string {
  if (!/\/\/[#@]/.test(code)) return code;
  const comments: Span[] = [];
  parse(code, comments);
  let silent = "";
  let done = 0;
  for (const { start } of comments) {
    if (start < done || !/^\/\/[#@]$/.test(code.slice(start, start + 3))) continue;
    silent += `${code.slice(done, start + 2)} `;
    done = start + 3;
  }
  return silent + code.slice(done);
}
