import { AppError } from "../../core/mod.ts";
import type { Change } from "../daemon/modules.ts";
import type { ModuleEntry } from "./module_entry.ts";

/**
 * Holds a change to the revision that it was made for.
 *
 * @param isRequired Whether the operator wants every change to name one.
 * @throws AppError `etag_stale`, `etag_required`.
 */
export function checkMatch({ ifMatch, ifAbsent }: Change, { serving, module }: ModuleEntry, isRequired: boolean): void {
  const active = serving?.revision.revision;
  const details = { module, revision: active ?? null };
  if (ifAbsent && active !== undefined) {
    throw new AppError("etag_stale", `${module} exists already, at revision ${active}`, { details });
  }
  if (ifMatch === undefined) {
    if (isRequired && active !== undefined) {
      throw new AppError("etag_required", `A change of ${module} has to name the revision it changes`, {
        hint: `Send If-Match: "${active}"`,
        details,
      });
    }
    return;
  }
  if (active !== undefined && (ifMatch === "any" || ifMatch.includes(active))) return;
  const wanted = ifMatch === "any" ? "any revision" : `revision ${ifMatch.join(" or ") || "(none that could match)"}`;
  const found = active === undefined ? "there is none" : `it is at revision ${active}`;
  throw new AppError("etag_stale", `The change is for ${wanted} of ${module}, and ${found}`, {
    hint: "Read it again, and make the change anew",
    details,
  });
}
