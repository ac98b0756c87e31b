import type { PatternProblem } from "./pattern_problem.ts";

/** Why a path of `read`, `write`, `run` or `ffi` means nothing. */
export function pathPatternProblem(text: string): PatternProblem | undefined {
  if (text === "") return { message: "A path is empty", hint: "Write . for the pipeline's folder" };
  if (text.includes("\0")) return { message: "A path holds a NUL character, which no file's name has", hint: "Remove it" };
  if (/^file:/i.test(text)) return { message: `${JSON.stringify(text)} is a URL`, hint: `Write the path: ${pathOf(text)}` };
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(text)) {
    return { message: `${JSON.stringify(text)} is a URL and no path`, hint: "Hosts stand in net" };
  }
  if (/^~[^/\\]*(?:[/\\]|$)/.test(text)) {
    return {
      message: `${JSON.stringify(text)} begins with ~, which only shells know`,
      hint: `Write the absolute path, or ./${text} for a file of that name`,
    };
  }
  if (text.includes("*")) {
    return {
      message: `${JSON.stringify(text)} holds a *, and paths have no wildcards`,
      hint: `Write the folder: ${text.slice(0, text.indexOf("*")).replace(/[^/\\]*$/, "") || "."}`,
    };
  }
  return undefined;
}

function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? "";
  try {
    return decodeURIComponent(path) || "./data";
  } catch {
    return path;
  }
}
