import { type Difference, type Json, stringifyJson } from "../../core/mod.ts";
import type { Paint } from "./style.ts";
import { visible } from "./visible.ts";

/** Longest value that is shown, in UTF-16 units; `--json` has it whole. */
const SHOWN = 200;
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** The documents that differences are between, to call elements of lists by their ids. */
export interface DifferenceDocuments {
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
}

/** Differences as people read them, a line each: `~ tasks[fetch].timeout: "30s" → "10s"`. */
export function differenceLines(differences: readonly Difference[], paint: Paint, documents: DifferenceDocuments = {}): string[] {
  return differences.map(({ op, path, from, to }) => {
    const place = visible(placeOf(path, op === "add" ? [documents.to, documents.from] : [documents.from, documents.to]));
    if (op === "add") return paint("green", `+ ${place}: ${valueText(to)}`);
    if (op === "remove") return paint("red", `- ${place}: ${valueText(from)}`);
    return `${paint("yellow", "~")} ${place}: ${paint("red", valueText(from))} → ${paint("green", valueText(to))}`;
  });
}

/** `tasks[fetch].timeout` for `/tasks/0/timeout`; the first document that has the place tells the id. */
function placeOf(pointer: string, documents: readonly (Json | undefined)[]): string {
  if (pointer === "") return "the document";
  const keys = pointer.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  let nodes = documents;
  let place = "";
  for (const key of keys) {
    const parents = nodes;
    nodes = parents.map((node) => childOf(node, key));
    if (parents.some(Array.isArray) || parents.every((node) => node === undefined) && /^(?:\d+|-)$/.test(key)) {
      const id = nodes.map((node) => childOf(node, "id")).find((id) => typeof id === "string");
      place += `[${id ?? key}]`;
    } else place += PLAIN_KEY.test(key) ? `${place === "" ? "" : "."}${key}` : `[${JSON.stringify(key)}]`;
  }
  return place;
}

function childOf(node: Json | undefined, key: string): Json | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  return Object.hasOwn(node, key) ? (node as { readonly [key: string]: Json })[key] : undefined;
}

function valueText(value: Json | undefined): string {
  const text = visible(stringifyJson(value ?? null));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
