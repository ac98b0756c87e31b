import type { Look } from "./look.ts";
import type { LimitFacts } from "./process_snapshot.ts";

/** What is used of limits, by their names. */
export type LimitUse = Readonly<Record<string, number | null>>;

/** The limits, with what is used of them where that is known. */
export function readLimits(look: Look, used: LimitUse): readonly LimitFacts[] | null {
  return look.at({ what: "limits" }, () => parseLimits(look.files.text(look.path("limits")), used));
}

/** Parses `/proc/<pid>/limits`: columns of fixed width. A name comes without its "Max". */
export function parseLimits(text: string, used: LimitUse): readonly LimitFacts[] {
  return text.split("\n").slice(1).flatMap((line) => {
    const match = /^Max (.{21}) (\S+) +(\S+) *(\S*)/.exec(line);
    if (match === null) return [];
    const name = (match[1] ?? "").trim();
    return [{ name, soft: amount(match[2]), hard: amount(match[3]), unit: match[4] || null, used: used[name] ?? null }];
  });
}

function amount(text: string | undefined): number | null {
  return text === undefined || text === "unlimited" ? null : Number(text);
}
