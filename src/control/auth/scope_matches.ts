import type { ModuleId } from "../../core/mod.ts";

/**
 * Whether a scope names a module: `*` stands for any characters, `?` for one. Takes time in proportion to its arguments, whatever they are.
 *
 * @param scope Such as `pipelines/reports-*`.
 */
export function scopeMatches(scope: string, module: ModuleId): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (at < module.length) {
    if (from < scope.length && scope[from] === "*") {
      star = from++;
      mark = at;
    } else if (from < scope.length && (scope[from] === "?" || scope[from] === module[at])) {
      from++;
      at++;
    } else if (star >= 0) {
      from = star + 1;
      at = ++mark;
    } else return false;
  }
  while (scope[from] === "*") from++;
  return from === scope.length;
}
