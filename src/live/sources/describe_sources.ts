import { createHash } from "node:crypto";
import * as nodePath from "node:path";
import { resolveSettings } from "../../../dsl/mod.ts";
import {
  AppError,
  type HttpSource,
  type KeyboardSource,
  type Pipeline,
  type ProbeSource,
  type ScriptedSource,
  stringifyJson,
} from "../../core/mod.ts";
import { readSecrets } from "../load_pipeline.ts";
import type { Sandbox } from "../open_sandbox.ts";
import type { SourceDefinition } from "./source_definition.ts";
import type { SourcesRequest } from "./source_set.ts";

/** Where secrets, settings and scripts come from. */
export interface DescribeWorld {
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
}

const DEBOUNCE_MS = 200;

/**
 * Says what sources a pipeline has. Scripts and secrets are read now, and stay as they were read.
 *
 * @throws AppError `secret_missing`, `setting_missing`, `setting_invalid`, `script_*`, `sandbox_unavailable`.
 */
export async function describeSources(request: SourcesRequest, world: DescribeWorld): Promise<readonly SourceDefinition[]> {
  const { schedule = [], watch, http, script, keyboard, probe = [] } = request.pipeline.on ?? {};
  const definitions: SourceDefinition[] = [];
  const keys = new Map<string, number>();
  for (const [index, { cron, zone, missed = "skip" }] of schedule.entries()) {
    const said = [cron, zone, missed].filter((part) => part !== undefined).join("; ");
    const count = keys.get(said) ?? 0;
    keys.set(said, count + 1);
    const key = `schedule(${said})${count === 0 ? "" : `#${count + 1}`}`;
    const { ScheduleSource } = await import("./schedule/schedule_source.ts");
    const create: SourceDefinition["create"] = ({ clock }) => new ScheduleSource({ key, cron, zone, missed, clock });
    definitions.push({ key, label: `schedule[${index}]`, kind: "schedule", fingerprint: key, create });
  }
  if (watch !== undefined) {
    const { paths, debounce: debounceMs = DEBOUNCE_MS } = watch;
    const { folder } = request;
    const { WatchSource } = await import("./watch/watch_source.ts");
    const create: SourceDefinition["create"] = ({ clock }) => new WatchSource({ paths, debounceMs, folder, clock });
    definitions.push({ key: "watch", label: "watch", kind: "watch", fingerprint: digest([paths, debounceMs, folder]), create });
  }
  if (http !== undefined) definitions.push(await describeWebhook(http, request, world));
  if (script !== undefined) definitions.push(await describeScript(script, request, world));
  if (keyboard !== undefined) definitions.push(await describeKeyboard(keyboard, request));
  if (probe.length > 0) definitions.push(...await describeProbes(probe, request, world));
  return definitions;
}

async function describeKeyboard(keyboard: KeyboardSource, { module, folder }: SourcesRequest): Promise<SourceDefinition> {
  // A name has no slash; a path starts from the pipeline's folder, as all do.
  const placed = <Fields extends { readonly device?: string }>(fields: Fields): Fields =>
    fields.device?.includes("/") === true ? { ...fields, device: nodePath.resolve(folder, fields.device) } : fields;
  const { fallback: other, ...own } = keyboard;
  const fields = placed(own);
  // What is not said of the fallback is as it is for the primary.
  const fallback = other && { ...fields, ...placed(other) };
  const root = await Deno.realPath(folder).catch(() => folder);
  const { listenerPlace } = await import("./keyboard/listener_place.ts");
  const place = listenerPlace(module);
  const definition = { key: "keyboard", label: "keyboard", kind: "keyboard", fingerprint: digest([fields, fallback ?? null]) } as const;
  if (fallback === undefined) {
    const { KeyboardSource } = await import("./keyboard/keyboard_source.ts");
    return { ...definition, create: ({ clock }) => new KeyboardSource({ fields, folder: root, place, clock }) };
  }
  const { KeyboardPair } = await import("./keyboard/pair/keyboard_pair.ts");
  return {
    ...definition,
    listeners: () => ({ state: place.router.state, ...place.router.counters }),
    create: ({ clock }) => new KeyboardPair({ fields, fallback, folder: root, place, clock }),
  };
}

async function describeProbes(
  probes: readonly ProbeSource[],
  { module, folder }: SourcesRequest,
  world: DescribeWorld,
): Promise<readonly SourceDefinition[]> {
  const { ProbeSource } = await import("./probe/probe_source.ts");
  const { probeLedger } = await import("./probe/probe_ledger.ts");
  return probes.map(({ name = "", file, syscall, ...filter }, index) => {
    const path = file === undefined ? undefined : nodePath.resolve(folder, file);
    const label = `probe[${index}]`;
    const ledger = probeLedger(
      world,
      `${module}/${label}`,
      path === undefined ? name : nodePath.basename(path).replace(/(?:\.bpf)?\.o$/, ""),
    );
    const choice = path === undefined ? { name, syscall } : { file: path };
    return {
      // By its place: whichever takes the place of another, each event goes to one of them by its time.
      key: label,
      label,
      kind: "probe",
      fingerprint: digest([name, path ?? null, syscall ?? null, filter]),
      probe: () => ledger.view,
      create: ({ clock }) => new ProbeSource({ choice, filter, ledger, clock }),
    };
  });
}

async function describeWebhook(http: HttpSource, { pipeline, folder }: SourcesRequest, world: DescribeWorld): Promise<SourceDefinition> {
  const { path, method = "POST", hmac, auth = "token" } = http;
  const secret = hmac === undefined ? undefined : secretOf(hmac, pipeline, folder, world);
  const { WebhookSource } = await import("./webhook/webhook_source.ts");
  return {
    key: "http",
    label: "http",
    kind: "http",
    path,
    fingerprint: digest([pipeline.name, path, method, auth, secret ?? null]),
    create: ({ clock }) => new WebhookSource({ pipeline: pipeline.name, method, auth, secret, clock }),
  };
}

function secretOf(name: string, pipeline: Pipeline, folder: string, { environment }: DescribeWorld): string {
  const source = pipeline.secrets?.[name];
  const { secrets, problems: [problem] } = readSecrets(
    { ...pipeline, secrets: source === undefined ? {} : { [name]: source } },
    folder,
    environment,
  );
  const secret = secrets[name];
  if (secret !== undefined && secret !== "") return secret;
  const message = problem?.message ?? `The webhook's secret ${JSON.stringify(name)} is empty`;
  throw new AppError("secret_missing", message, problem?.hint === undefined ? {} : { hint: problem.hint });
}

async function describeScript(
  { file, permissions: own, limits = {} }: ScriptedSource,
  request: SourcesRequest,
  { environment, sandbox }: DescribeWorld,
): Promise<SourceDefinition> {
  const { module, revision, pipeline, folder } = request;
  const path = nodePath.resolve(folder, file);
  const nameOf = (path: string) => nodePath.relative(folder, path);
  const opened = await sandbox.openSource(path, { folder, nameOf });
  if ("diagnostics" in opened) {
    const first = opened.diagnostics.find(({ severity }) => severity === "error") ?? opened.diagnostics[0];
    throw new AppError(first?.code ?? "script_unreadable", `${first?.file ?? file}: ${first?.message ?? "It cannot be read"}`);
  }
  const { source: program } = opened;
  const permissions = own ?? pipeline.permissions;
  const settings = resolveSettings(pipeline, { params: {}, env: environment });
  const wrong = settings.problems.find(({ code }) => code.startsWith("setting_"));
  if (wrong !== undefined) throw new AppError(wrong.code, wrong.message);
  const { config } = settings;
  // Expressions are a run's to compute.
  const plain = Object.entries(pipeline.env ?? {}).filter(([, value]) => !value.includes("{{"));
  const env = { ...environment, ...Object.fromEntries(plain) };
  const { ScriptSource } = await import("./script/script_source.ts");
  return {
    key: "script",
    label: "script",
    kind: "script",
    secrets: Object.values(readSecrets(pipeline, folder, environment).secrets),
    fingerprint: digest([program.hash, permissions ?? null, limits, config, plain, folder]),
    create: ({ clock, output }) =>
      new ScriptSource({
        program,
        name: `${module}/script`,
        revision: `${module}@${revision}`,
        permissions,
        limits,
        config,
        env,
        folder,
        clock,
        output,
      }),
  };
}

function digest(value: unknown): string {
  return createHash("sha256").update(stringifyJson(value)).digest("hex");
}
