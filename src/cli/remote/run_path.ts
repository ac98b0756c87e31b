/** Where the control API has a run: named by its id, an unambiguous beginning of it, or `last`. */
export function runPath(named: string): string {
  return `/api/v1/runs/${encodeURIComponent(named)}`;
}
