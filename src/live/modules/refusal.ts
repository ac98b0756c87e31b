import {
  AppError,
  type Code,
  type Diagnostic,
  diagnosticToJson,
  type JsonObject,
  type ModuleId,
  Places,
  type SourceTexts,
} from "../../core/mod.ts";
import type { ModuleError } from "../daemon/modules.ts";

/** What a refusal may say besides. */
export interface RefusalOptions {
  readonly hint?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly sources?: SourceTexts;
  readonly cause?: unknown;
  /** Members of the API's problem. */
  readonly details?: JsonObject;
}

/** A change that was refused, with the diagnostics that say why. */
export class Refusal extends AppError {
  readonly module: ModuleId;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: SourceTexts;

  constructor(module: ModuleId, code: Code, message: string, options: RefusalOptions = {}) {
    const { diagnostics = [], sources = new Map(), hint, cause, details } = options;
    const places = new Places(sources);
    const errors = diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, places, { withLine: true }) as JsonObject);
    super(code, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(cause === undefined ? {} : { cause }),
      details: { module, ...(errors.length === 0 ? {} : { errors }), ...details },
    });
    this.module = module;
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}

/** What the module shows about an error until it is fixed. */
export function moduleErrorOf(error: AppError, time: number): ModuleError {
  const { diagnostics, sources } = error instanceof Refusal ? error : { diagnostics: [], sources: new Map<string, string>() };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }), diagnostics, sources, time };
}
