/** The part of `executor.d.ts` on scripts, within the module "executor". */
export const SCRIPT_TYPES =
  `  /** Values by name, as a run has them; \`executor schema --types\` prints the exact types of one pipeline's. */
  export type Values = { readonly [name: string]: any };

  /**
   * The default export of a script. What it returns are the task's outputs: an object that JSON can hold, or nothing.
   *
   * \`\`\`js
   * /** @type {import("executor").Script} *\\/
   * export default async function ({ input, params, log }) {
   *   const rows = JSON.parse(input);
   *   log.info("rows", { n: rows.length });
   *   return { count: rows.length };
   * }
   * \`\`\`
   */
  export type Script<
    Params = Values,
    Config = Values,
    Declared extends DeclaredOutputs | undefined = undefined,
    Given = OutputsOfTasks,
  > = (given: ScriptInput<Params, Config, Given>) => Returned<Declared> | Promise<Returned<Declared>>;

  type Returned<Declared> = Declared extends DeclaredOutputs ? OutputsOf<Declared> : object | null | undefined | void;

  /**
   * What a script exports as \`outputs\` to declare what it returns: expressions then know the types, and returning anything else fails the
   * task. Durations are in milliseconds and sizes in bytes, both whole numbers; \`bytes\` are base64.
   *
   * \`\`\`ts
   * export const outputs = { count: "int", rows: "list<map>", name: "string?" } as const satisfies DeclaredOutputs;
   * export default defineScript<Params, Config, typeof outputs>(({ input }) => ({ count: input.length, rows: [] }));
   * \`\`\`
   */
  export type DeclaredOutputs = { readonly [name: string]: OutputType | \`\${OutputType}?\` };

  /** The type of an output; with \`?\` behind it the output may be absent. */
  export type OutputType = keyof OutputValues | \`\${"list" | "map"}<\${keyof OutputValues}>\` | \`map<string, \${keyof OutputValues}>\`;

  interface OutputValues {
    string: string;
    int: number;
    float: number;
    bool: boolean;
    duration: number;
    size: number;
    bytes: string;
    url: string;
    path: string;
    list: readonly unknown[];
    map: object;
    any: unknown;
  }

  /** The values that a script may return by what it declares. */
  export type OutputsOf<Declared extends DeclaredOutputs> =
    & { readonly [Name in keyof Declared as Declared[Name] extends \`\${string}?\` ? never : Name]: OutputValue<Declared[Name]> }
    & { readonly [Name in keyof Declared as Declared[Name] extends \`\${string}?\` ? Name : never]?: OutputValue<Declared[Name]> };

  type OutputValue<Type> = Type extends \`\${infer Present}?\` ? OutputValue<Present>
    : Type extends keyof OutputValues ? OutputValues[Type]
    : Type extends \`list<\${infer Item}>\` ? readonly OutputValue<Item>[]
    : Type extends \`map<string, \${infer Item}>\` ? { readonly [name: string]: OutputValue<Item> }
    : Type extends \`map<\${infer Item}>\` ? { readonly [name: string]: OutputValue<Item> }
    : unknown;

  /** The outputs of tasks, by their ids; \`executor schema --types\` prints what the scripts of one pipeline declare. */
  export type OutputsOfTasks = { readonly [task: string]: Values };

  /** What a script is called with. */
  export interface ScriptInput<Params = Values, Config = Values, Given = OutputsOfTasks> {
    /** The standard input as text: what the only upstream wrote to its standard output, or what \`stdin\` says. */
    readonly input: string;
    /** The parameters of the run. */
    readonly params: Params;
    /** The settings of the pipeline. */
    readonly config: Config;
    /** The outputs of the tasks in \`depends_on\`, by their ids. */
    readonly outputs: Given;
    /** The values of this instance of a task with a \`matrix\`. */
    readonly matrix: Values;
    /** The run that this is part of. */
    readonly run: ScriptRun;
    /** The structured log of the task. */
    readonly log: ScriptLog;
    /** Aborted when the task is cancelled or runs out of time; the script is ended 3 s later. */
    readonly signal: AbortSignal;
    /** The global \`fetch\`: within the permission \`net\`. */
    readonly fetch: typeof globalThis.fetch;
  }

  /** The run that a script is part of. */
  export interface ScriptRun {
    readonly id: string;
    /** \`running\`; in \`finally\` and the other hooks how the tasks ended. */
    readonly status: string;
    /** RFC 3339. */
    readonly started_at: string;
    /** The pipeline's name. */
    readonly pipeline: string;
  }

  /** A structured log: each record has a message, a level, the time, and the fields it is given. */
  export interface ScriptLog {
    debug(message: unknown, fields?: unknown): void;
    info(message: unknown, fields?: unknown): void;
    warn(message: unknown, fields?: unknown): void;
    error(message: unknown, fields?: unknown): void;
  }

  /** The script as it is: it gives editors its types. */
  export function defineScript<
    Params = Values,
    Config = Values,
    Declared extends DeclaredOutputs | undefined = undefined,
    Given = OutputsOfTasks,
  >(script: Script<Params, Config, Declared, Given>): Script<Params, Config, Declared, Given>;

  /**
   * The default export of a source, \`on.script\`: it emits events until its signal is aborted. One that ends before, or throws, is started
   * again.
   *
   * \`\`\`ts
   * export default defineSource(async ({ emit, signal, fetch }) => {
   *   while (!signal.aborted) {
   *     const jobs = await (await fetch("https://queue.example.com/next", { signal })).json();
   *     for (const job of jobs) await emit(job, { id: job.id });
   *   }
   * });
   * \`\`\`
   *
   * A module may also export \`healthCheck\`, a {@link HealthCheck}.
   */
  export type Source<Config = Values> = (given: SourceInput<Config>) => void | Promise<void>;

  /** What a source is called with. */
  export interface SourceInput<Config = Values> {
    /**
     * Starts a run of the pipeline, with \`payload\` in scope; it is what JSON can hold, at most 1 MiB of it.
     *
     * @param options.id Names the event, in at most 200 characters: the same name starts one run, however often it is emitted.
     * @returns The run's id, once it is durable. While the queue of runs is full, this waits.
     */
    readonly emit: (payload: unknown, options?: { readonly id?: string }) => Promise<string>;
    /** The settings of the pipeline. */
    readonly config: Config;
    /** The structured log of the source. */
    readonly log: ScriptLog;
    /** Aborted when the source has to end; it is ended 3 s later. */
    readonly signal: AbortSignal;
    /** The global \`fetch\`: within the permission \`net\`. */
    readonly fetch: typeof globalThis.fetch;
  }

  /** How a source is: true or nothing when it is well, false or a reason when it is not. It is asked every 30 s, and has 5 s to answer. */
  export type HealthCheck = () => HealthAnswer | Promise<HealthAnswer>;

  type HealthAnswer = boolean | string | void;

  /** The source as it is: it gives editors its types. */
  export function defineSource<Config = Values>(source: Source<Config>): Source<Config>;

  /** What a pipeline that is a function is called with: the settings that its module exports as \`config\` and \`params\`. */
  export interface PipelineSettings<Params = Values, Config = Values> {
    readonly config: Config;
    readonly params: Params;
  }

  /** The default export of a pipeline that is a module: the document, or a function of the settings. */
  export type PipelineModule<Params = Values, Config = Values> =
    | Pipeline
    | ((settings: PipelineSettings<Params, Config>) => Pipeline | Promise<Pipeline>);

  /** The pipeline as it is: it gives editors its types. */
  export function definePipeline(pipeline: Pipeline): Pipeline;
  export function definePipeline<Params = Values, Config = Values>(
    pipeline: (settings: PipelineSettings<Params, Config>) => Pipeline | Promise<Pipeline>,
  ): (settings: PipelineSettings<Params, Config>) => Pipeline | Promise<Pipeline>;
`;
