import type { AnswerSpec } from "../route.ts";

/** Answers of whatever changes one module. */
export const CHANGE_ANSWERS: Readonly<Record<number, AnswerSpec>> = {
  200: { description: "It is live, or already was so", schema: "Change", headers: { ETag: "The revision in double quotes" } },
};

/** Answers of what may make a pipeline that is not there. */
export const MAKING_ANSWERS: Readonly<Record<number, AnswerSpec>> = {
  ...CHANGE_ANSWERS,
  201: {
    description: "It is new, and live",
    schema: "Change",
    headers: { ETag: "The revision in double quotes", Location: "Where it is" },
  },
};

/** Headers of whatever changes one module. */
export const CHANGE_HEADERS: Readonly<Record<string, string>> = {
  "If-Match": "Revisions in double quotes, or `*`: the change is refused when another one serves",
};
