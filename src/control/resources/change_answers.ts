import type { AnswerSpec } from "../route.ts";

/** Answers of whatever changes one module. */
export const CHANGE_ANSWERS: Readonly<Record<number, AnswerSpec>> = {
  200: { description: "It is live, or already was so", schema: "Change", headers: { ETag: "The revision in double quotes" } },
};

/** Headers of whatever changes one module. */
export const CHANGE_HEADERS: Readonly<Record<string, string>> = {
  "If-Match": "Revisions in double quotes, or `*`: the change is refused when another one serves",
};
