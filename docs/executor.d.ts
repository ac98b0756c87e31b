// Written by `executor init`: what editors know of scripts and of pipelines that are modules. Delete it and run `executor init` to renew it.
/// <reference lib="esnext" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

declare module "executor" {
  /** Values by name, as a run has them; `executor schema --types` prints the exact types of one pipeline's. */
  export type Values = { readonly [name: string]: any };

  /**
   * The default export of a script. What it returns are the task's outputs: an object that JSON can hold, or nothing.
   *
   * ```js
   * /** @type {import("executor").Script} *\/
   * export default async function ({ input, params, log }) {
   *   const rows = JSON.parse(input);
   *   log.info("rows", { n: rows.length });
   *   return { count: rows.length };
   * }
   * ```
   */
  export type Script<
    Params = Values,
    Config = Values,
    Declared extends DeclaredOutputs | undefined = undefined,
    Given = OutputsOfTasks,
  > = (given: ScriptInput<Params, Config, Given>) => Returned<Declared> | Promise<Returned<Declared>>;

  type Returned<Declared> = Declared extends DeclaredOutputs ? OutputsOf<Declared> : object | null | undefined | void;

  /**
   * What a script exports as `outputs` to declare what it returns: expressions then know the types, and returning anything else fails the
   * task. Durations are in milliseconds and sizes in bytes, both whole numbers; `bytes` are base64.
   *
   * ```ts
   * export const outputs = { count: "int", rows: "list<map>", name: "string?" } as const satisfies DeclaredOutputs;
   * export default defineScript<Params, Config, typeof outputs>(({ input }) => ({ count: input.length, rows: [] }));
   * ```
   */
  export type DeclaredOutputs = { readonly [name: string]: OutputType | `${OutputType}?` };

  /** The type of an output; with `?` behind it the output may be absent. */
  export type OutputType = keyof OutputValues | `${"list" | "map"}<${keyof OutputValues}>` | `map<string, ${keyof OutputValues}>`;

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
    & { readonly [Name in keyof Declared as Declared[Name] extends `${string}?` ? never : Name]: OutputValue<Declared[Name]> }
    & { readonly [Name in keyof Declared as Declared[Name] extends `${string}?` ? Name : never]?: OutputValue<Declared[Name]> };

  type OutputValue<Type> = Type extends `${infer Present}?` ? OutputValue<Present>
    : Type extends keyof OutputValues ? OutputValues[Type]
    : Type extends `list<${infer Item}>` ? readonly OutputValue<Item>[]
    : Type extends `map<string, ${infer Item}>` ? { readonly [name: string]: OutputValue<Item> }
    : Type extends `map<${infer Item}>` ? { readonly [name: string]: OutputValue<Item> }
    : unknown;

  /** The outputs of tasks, by their ids; `executor schema --types` prints what the scripts of one pipeline declare. */
  export type OutputsOfTasks = { readonly [task: string]: Values };

  /** What a script is called with. */
  export interface ScriptInput<Params = Values, Config = Values, Given = OutputsOfTasks> {
    /** The standard input as text: what the only upstream wrote to its standard output, or what `stdin` says. */
    readonly input: string;
    /** The parameters of the run. */
    readonly params: Params;
    /** The settings of the pipeline. */
    readonly config: Config;
    /** The outputs of the tasks in `depends_on`, by their ids. */
    readonly outputs: Given;
    /** The values of this instance of a task with a `matrix`. */
    readonly matrix: Values;
    /** The run that this is part of. */
    readonly run: ScriptRun;
    /** The structured log of the task. */
    readonly log: ScriptLog;
    /** Aborted when the task is cancelled or runs out of time; the script is ended 3 s later. */
    readonly signal: AbortSignal;
    /** The global `fetch`: within the permission `net`. */
    readonly fetch: typeof globalThis.fetch;
  }

  /** The run that a script is part of. */
  export interface ScriptRun {
    readonly id: string;
    /** `running`; in `finally` and the other hooks how the tasks ended. */
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
   * The default export of a source, `on.script`: it emits events until its signal is aborted. One that ends before, or throws, is started
   * again.
   *
   * ```ts
   * export default defineSource(async ({ emit, signal, fetch }) => {
   *   while (!signal.aborted) {
   *     const jobs = await (await fetch("https://queue.example.com/next", { signal })).json();
   *     for (const job of jobs) await emit(job, { id: job.id });
   *   }
   * });
   * ```
   *
   * A module may also export `healthCheck`, a {@link HealthCheck}.
   */
  export type Source<Config = Values> = (given: SourceInput<Config>) => void | Promise<void>;

  /** What a source is called with. */
  export interface SourceInput<Config = Values> {
    /**
     * Starts a run of the pipeline, with `payload` in scope; it is what JSON can hold, at most 1 MiB of it.
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
    /** The global `fetch`: within the permission `net`. */
    readonly fetch: typeof globalThis.fetch;
  }

  /** How a source is: true or nothing when it is well, false or a reason when it is not. It is asked every 30 s, and has 5 s to answer. */
  export type HealthCheck = () => HealthAnswer | Promise<HealthAnswer>;

  type HealthAnswer = boolean | string | void;

  /** The source as it is: it gives editors its types. */
  export function defineSource<Config = Values>(source: Source<Config>): Source<Config>;

  /** What a pipeline that is a function is called with: the settings that its module exports as `config` and `params`. */
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

  /** Text that is, or holds, an expression in {{ }}. */
  export type Expression = `${string}{{${string}}}${string}`;

  /** A type that settings and parameters can have; `list<int>` says the items' type as well. */
  export type SettingType = "string" | "int" | "float" | "bool" | "url" | "path" | "duration" | "size" | "bytes" | "enum" | "list" | "map" | `list<${string}>` | `map<${string}>`;

  /** A pipeline as the engine runs it: plain, frozen, serialisable; durations in milliseconds, sizes in bytes. */
  export interface Pipeline extends Execution {
    /** Its name. */
    name?: string | undefined;
    /** A sentence for people. */
    description?: string | undefined;
    /** Typed settings, checked before anything runs; in scope as `config`. */
    config?: { readonly [name: string]: Setting | string | number | boolean | readonly unknown[] } | undefined;
    /** Typed parameters of a run; in scope as `params`. */
    params?: { readonly [name: string]: Setting | string | number | boolean | readonly unknown[] } | undefined;
    /** Values masked in every log and in the history; in scope as `secrets`. */
    secrets?: { readonly [name: string]: SecretSource } | undefined;
    /** What starts a run under `serve`. */
    on?: Sources | undefined;
    /** How many runs may be alive at once. */
    concurrency?: Concurrency | string | undefined;
    /** The steps; `depends_on` orders them, the others run at once. */
    tasks: readonly Task[];
    /** Run after the tasks however the run ends, cancelled included. */
    finally?: readonly Task[] | undefined;
    /** Run after the tasks when the run failed. */
    on_failure?: readonly Task[] | undefined;
    /** Run after the tasks when the run succeeded. */
    on_success?: readonly Task[] | undefined;
  }

  /** Fields that stand in a pipeline and in a task; the task's win. */
  export interface Execution {
    /** Variables for children; win over `dotenv`, which wins over the inherited environment. Numbers become text. Computed before the task. */
    env?: { readonly [name: string]: string | number | boolean | null } | undefined;
    /** Files of `NAME=value` lines, relative to the pipeline's folder. */
    dotenv?: readonly string[] | string | undefined;
    /** Working folder, relative to the pipeline's folder. Computed before the task. */
    cwd?: string | undefined;
    /** The interpreter of `run` text, such as `bash` or `python3`, with arguments where needed. In a task only with `run`, `script`. */
    shell?: string | undefined;
    /** Time until the task (or, at the top, the run) is stopped. Computed before the task. */
    timeout?: string | undefined;
    /** How many tasks (at the top) or matrix instances (in a task) run at once. */
    max_parallel?: number | undefined;
    /** Limits of each child. */
    limits?: Limits | undefined;
    /** What scripts may reach; a task's replace the pipeline's. Programs and requests are not held by them. */
    permissions?: "none" | Permissions | undefined;
    /** What the task's programs may do, held by Linux; a task's replaces the pipeline's. See confinement.md. In a task only with `command`, `run`, `script`, `check`. */
    confine?: "none" | "default" | "strict" | Confine | undefined;
    /** Free-form data of the user's; the entries of a map are in scope as `meta`. */
    meta?: unknown;
  }

  /** What a child may use. Crossing one ends the task with `limit_*`. */
  export interface Limits {
    /** Wall time, loading included. */
    time?: string | undefined;
    /** Processor time of the whole process group. */
    cpu?: string | undefined;
    /** Resident memory of the whole process group. */
    memory?: string | undefined;
    /** Standard output, standard error and log together. */
    output?: string | undefined;
    /** Messages of a script: log records, pieces of console output and requests together. */
    messages?: number | undefined;
    /** Requests of a script open at once: files, fetches, sockets, programs. */
    requests?: number | undefined;
  }

  /** Permissions of scripts, by Deno's names; `true` is all, a list is exactly these. */
  export interface Permissions {
    /** Files and folders to read, relative to the pipeline's folder. */
    read?: boolean | readonly string[] | string | undefined;
    /** Files and folders to write, relative to the pipeline's folder. */
    write?: boolean | readonly string[] | string | undefined;
    /** Hosts, addresses and ranges of them, with a port where needed; loopback and link-local addresses only when named. */
    net?: boolean | readonly string[] | string | undefined;
    /** Environment variables; `*` ends the beginning of names. */
    env?: boolean | readonly string[] | string | undefined;
    /** Programs, by their name in `PATH` or by path. */
    run?: boolean | readonly string[] | string | undefined;
    /** Hosts to import modules from. Scripts have no means to use it. */
    import?: boolean | readonly string[] | string | undefined;
    /** System information, by Deno's names. Scripts have no means to use it. */
    sys?: boolean | readonly string[] | string | undefined;
    /** Native libraries. Scripts have no means to use it. */
    ffi?: boolean | readonly string[] | string | undefined;
  }

  /** What the programs of a task may do, held by Linux; what is not named stays as it is. No new privileges, ever. */
  export interface Confine {
    /** Files and folders to read, besides those of the system; relative to the pipeline's folder. */
    read?: readonly string[] | string | undefined;
    /** Files and folders to write, and to read. */
    write?: readonly string[] | string | undefined;
    /** Programs to execute besides the task's own, by name in `PATH` or by path; folders too. */
    run?: readonly string[] | string | undefined;
    /** Sockets: none, or TCP ports to connect to. */
    net?: "none" | readonly number[] | number | ConfineNet | undefined;
    /** System calls, by profile or by name. */
    syscalls?: "default" | "strict" | "network-client" | "unrestricted" | ConfineSyscalls | undefined;
    /** Capabilities that stay of those there are. */
    capabilities?: readonly string[] | string | undefined;
    /** Limits for each process. */
    rlimits?: ConfineRlimits | undefined;
    /** A control group. */
    cgroup?: ConfineCgroup | undefined;
  }

  /** What sockets may do; what is not named is refused. */
  export interface ConfineNet {
    /** TCP ports to connect to. */
    connect?: readonly number[] | number | undefined;
    /** TCP ports to listen on. */
    listen?: readonly number[] | number | undefined;
    /** UDP, also for looking up names. */
    udp?: boolean | undefined;
    /** Unix sockets. */
    unix?: boolean | undefined;
  }

  /** System calls by name. */
  export interface ConfineSyscalls {
    /** These, and those a program begins and ends with; `@default` is what that profile allows. */
    allow: readonly string[];
  }

  /** Limits of the kernel for each process, see setrlimit(2). */
  export interface ConfineRlimits {
    /** Processor time, in whole seconds. */
    cpu?: string | undefined;
    /** Address space. */
    address_space?: string | undefined;
    /** Writable private memory. */
    data?: string | undefined;
    /** The stack. */
    stack?: string | undefined;
    /** Each file it writes. */
    file_size?: string | undefined;
    /** Open files. */
    open_files?: number | undefined;
    /** Processes and threads of the user, all together; not for root. */
    processes?: number | undefined;
    /** Memory that may not be swapped. */
    locked_memory?: string | undefined;
    /** Core dumps. */
    core?: string | undefined;
  }

  /** A control group of its own (version 2), for everything the task starts. */
  export interface ConfineCgroup {
    /** Memory of all processes together. */
    memory?: string | undefined;
    /** Processes and threads together. */
    pids?: number | undefined;
    /** Processors: 0.5 is half of one. */
    cpu?: number | undefined;
  }

  /** A typed setting (`config`) or parameter (`params`). A bare value in the document is its default, its type inferred. */
  export interface Setting {
    /** The type of its values; `list<int>` says the items' type as well. Of `bytes` the text is base64. */
    type?: SettingType | undefined;
    /** The type of a list's or map's items. */
    items?: SettingType | undefined;
    /** The environment variable that sets it (`config` only). */
    env?: string | undefined;
    /** The value when nothing else gives one; without it one has to be given. Durations become milliseconds, sizes bytes. */
    default?: unknown;
    /** Lowest and highest value allowed, both included. */
    range?: readonly [unknown, unknown] | undefined;
    /** The values allowed. */
    enum?: readonly unknown[] | undefined;
    /** RE2 pattern that a text has to match as a whole. */
    pattern?: string | undefined;
    /** A sentence for people. */
    description?: string | undefined;
  }

  /** Where a secret comes from: exactly one of the two. */
  export interface SecretSource {
    /** The environment variable that holds it. */
    env?: string | undefined;
    /** Path relative to the pipeline's folder; one trailing newline is dropped. */
    file?: string | undefined;
  }

  /** What starts a run under `serve`. */
  export interface Sources {
    /** Times, as cron text or with a zone. */
    schedule?: readonly (ScheduleSource | string)[] | ScheduleSource | string | undefined;
    /** Changed files. */
    watch?: WatchSource | readonly string[] | string | undefined;
    /** A webhook. */
    http?: HttpSource | string | undefined;
    /** A source of your own. */
    script?: ScriptedSource | string | undefined;
    /** Keys of a keyboard. */
    keyboard?: KeyboardSource | undefined;
    /** Events of the kernel, by eBPF. */
    probe?: readonly (ProbeSource | "exec" | "exit" | "open" | "connect" | "accept" | "syscall" | "ioctl")[] | ProbeSource | "exec" | "exit" | "open" | "connect" | "accept" | "syscall" | "ioctl" | undefined;
  }

  /** Times that start a run. */
  export interface ScheduleSource {
    /** Five or six cron fields. Where the clock skips a time of a fixed hour, it comes at the moment of the change; where it repeats one, it comes once. */
    cron: string;
    /** IANA time zone. */
    zone?: string | undefined;
    /** What to do about times missed while not running: nothing, one run for the last of them, or one for each, at most the last 1,000. */
    missed?: "skip" | "last" | "all" | undefined;
  }

  /** Files whose changes start a run. */
  export interface WatchSource {
    /** Globs relative to the pipeline's folder. */
    paths: readonly string[] | string;
    /** Quiet before a burst counts as one. */
    debounce?: string | undefined;
  }

  /** A webhook that starts a run. */
  export interface HttpSource {
    /** The exact path on the listener. */
    path: string;
    /** The request's method. */
    method?: string | undefined;
    /** Secret that signs the body, by its name in `secrets`. */
    hmac?: string | undefined;
    /** Who may call it: an operator's token, or anyone. */
    auth?: "token" | "none" | undefined;
  }

  /** A script that emits events for as long as it likes. */
  export interface ScriptedSource {
    /** A JS/TS file, relative to the pipeline's folder. */
    file: string;
    /** What it may reach. */
    permissions?: "none" | Permissions | undefined;
    /** Its limits. Of `time`, `cpu`, `output` and `messages` it has none unless they are given. */
    limits?: Limits | undefined;
  }

  /** Keys that start a run. */
  export interface KeyboardSource {
    /** An input device: its path, or a pattern with `*` of its name. The path may also be that of a named pipe that gives what a device says. On Windows and macOS without one: all keyboards. */
    device?: string | undefined;
    /** The keys that are meant, by their UI Events codes; `any` is every key. */
    keys: readonly string[] | string;
    /** What has to happen to them. */
    actions?: readonly ("press" | "release" | "repeat")[] | "press" | "release" | "repeat" | undefined;
    /** Of these, only those for which this is true: CEL over the fields of the event. */
    where?: string | undefined;
    /** Takes the device: no other program gets any of its keys. */
    consume?: boolean | undefined;
    /** Keys that become others, for modifiers and for `keys` too. */
    remap?: { readonly [name: string]: string } | undefined;
    /** Whether modifiers are `Control` or, apart, `ControlLeft` and `ControlRight`. */
    sides?: "merged" | "apart" | undefined;
    /** A second listener that stands in for this one. */
    fallback?: KeyboardFallback | undefined;
  }

  /** A second listener, beside the primary one. A key that both tell of counts once; when one fails, the other stands in. */
  export interface KeyboardFallback {
    /** An input device: its path, or a pattern with `*` of its name. The path may also be that of a named pipe that gives what a device says. On Windows and macOS without one: all keyboards. */
    device?: string | undefined;
    /** The keys that are meant, by their UI Events codes; `any` is every key. */
    keys?: readonly string[] | string | undefined;
    /** What has to happen to them. */
    actions?: readonly ("press" | "release" | "repeat")[] | "press" | "release" | "repeat" | undefined;
    /** Of these, only those for which this is true: CEL over the fields of the event. */
    where?: string | undefined;
    /** Takes the device: no other program gets any of its keys. */
    consume?: boolean | undefined;
    /** Keys that become others, for modifiers and for `keys` too. */
    remap?: { readonly [name: string]: string } | undefined;
    /** Whether modifiers are `Control` or, apart, `ControlLeft` and `ControlRight`. */
    sides?: "merged" | "apart" | undefined;
    /** Keys that are for one of the two alone; of several that fit, the first counts. */
    routes?: readonly KeyRoute[] | KeyRoute | undefined;
  }

  /** Which of two listeners some keys are for. */
  export interface KeyRoute {
    /** Keys that it is about. */
    keys?: readonly string[] | string | undefined;
    /** Of these, only those for which this is true: CEL over the fields of the event. */
    where?: string | undefined;
    /** `critical`: the keys are for the primary alone, as long as it listens. */
    priority?: "critical" | undefined;
    /** `legacy-api`: the keys are for the fallback alone, as long as it listens; `critical` goes before it. */
    origin?: "legacy-api" | undefined;
  }

  /** Events of the kernel that start a run. */
  export interface ProbeSource {
    /** A built-in probe. What the daemon's own runs do is no event of it. */
    name?: "exec" | "exit" | "open" | "connect" | "accept" | "syscall" | "ioctl" | undefined;
    /** An eBPF object of your own, relative to the pipeline's folder. */
    file?: string | undefined;
    /** Only events for which this is true: CEL over the fields of the event. Those for which it cannot be told are left out. */
    where?: string | undefined;
    /** Only this process; the kernel looks for it. */
    pid?: number | undefined;
    /** Only threads of this name, of which the kernel keeps 15 bytes; the kernel looks for it. */
    comm?: string | undefined;
    /** Of the probe `syscall`: only this call; the kernel looks for it. */
    syscall?: string | undefined;
  }

  /** How many runs of one group may be alive on a state folder. */
  export interface Concurrency {
    /** The group's name. */
    group?: string | undefined;
    /** How many at once. */
    limit?: number | undefined;
    /** What a run does that finds no place: waits, ends without a task, or cancels the oldest. */
    overlap?: "queue" | "skip" | "cancel" | undefined;
  }

  /** One step. At most one kind; none only with `then` or `else`. */
  export interface Task extends Execution {
    /** Its name within the pipeline: a letter or `_`, then letters, digits, `_` and `-`. */
    id: string;
    /** A sentence for people. */
    description?: string | undefined;
    /** Tasks that have to end first. */
    depends_on?: readonly string[] | string | undefined;
    /** Whether the task runs; a router takes its branch by it. Computed before the task. */
    if?: boolean | Expression | undefined;
    /** Tasks that run only when `if` is true. */
    then?: readonly string[] | string | undefined;
    /** Tasks that run only when `if` is false. */
    else?: readonly string[] | string | undefined;
    /** Kind: a program and its arguments, never through a shell. Computed before the task. */
    command?: readonly (string | number | boolean | null)[] | undefined;
    /** Kind: shell text. Data in `{{ }}` is handed over as variables and never becomes code. Computed before the task. */
    run?: string | number | boolean | null | undefined;
    /** Kind: a JS/TS file, or inline text when it has a line break; with `shell` or `image`, text for that interpreter. */
    script?: string | undefined;
    /** Kind: an HTTP request. */
    http?: HttpRequest | string | undefined;
    /** Kind: another pipeline's file, relative to this one's folder. */
    pipeline?: string | undefined;
    /** Kind: a sentence about the machine, see checks.md. Computed before the task. */
    check?: string | undefined;
    /** Kind: a rendered text. */
    template?: TemplateTask | string | undefined;
    /** Kind: a pause, or until a condition holds. Computed before the task. */
    wait?: string | WaitUntil | undefined;
    /** Kind: a question that a person has to say yes to. Computed before the task. */
    approve?: string | true | null | undefined;
    /** Parameters of a `pipeline` or `plugin`. Computed before the task. In a task only with `pipeline`, `plugin`. */
    with?: { readonly [name: string]: unknown } | undefined;
    /** The container image that `run` or `script` text runs in. Computed before the task. In a task only with `run`, `script`. */
    image?: string | undefined;
    /** Variables computed for this task; win over `env`. Computed before the task. In a task only with `command`, `run`, `script`. */
    inject?: { readonly [name: string]: string | number | boolean | null } | undefined;
    /** Standard input as text. Computed before the task. In a task only with `command`, `run`, `script`. */
    stdin?: string | number | boolean | null | undefined;
    /** How a failure is tried again. */
    retry?: Retry | number | Expression | undefined;
    /** Repeats the task. */
    repeat?: Repeat | undefined;
    /** Failures that stop nothing else. */
    continue_on?: ContinueOn | undefined;
    /** What has to hold before it starts. */
    preconditions?: readonly (Precondition | boolean | Expression)[] | Precondition | boolean | Expression | undefined;
    /** May be repeated after a crash. */
    idempotent?: boolean | undefined;
    /** Axes of instances: literal lists, or expressions over `params`, `config` and `env`. Computed at the start. */
    matrix?: { readonly [name: string]: readonly unknown[] | Expression } | undefined;
  }

  /** An HTTP request; its body is the task's stdout. */
  export interface HttpRequest {
    /** Where to. Computed before the task. */
    url: string;
    /** The method. Computed before the task. */
    method?: string | undefined;
    /** Headers. Computed before the task. */
    headers?: { readonly [name: string]: string | number | boolean | null } | undefined;
    /** Added to the URL's query, encoded. Computed before the task. */
    query?: { readonly [name: string]: unknown } | undefined;
    /** Body sent as JSON with its content type. Computed before the task. */
    json?: unknown;
    /** Body sent as text. Computed before the task. */
    body?: string | number | boolean | null | undefined;
    /** Statuses that are no failure: numbers, or classes such as `4xx`. */
    ok?: readonly (number | string)[] | number | string | undefined;
  }

  /** A rendered text. */
  export interface TemplateTask {
    /** The template's text. Computed before the task. */
    text?: string | undefined;
    /** File of the template's text, relative to the pipeline's folder. Computed before the task. */
    file?: string | undefined;
    /** File to write; without it the text is the task's stdout. Computed before the task. */
    to?: string | undefined;
    /** What the text must be. */
    require?: TemplateRequirements | undefined;
  }

  /** What a rendered text must be; a failed requirement writes nothing. */
  export interface TemplateRequirements {
    /** Its encoding. */
    encoding?: "utf-8" | "ascii" | undefined;
    /** Whether it starts with a byte order mark. */
    bom?: boolean | undefined;
    /** Lowest and highest Markdown heading level allowed. */
    headings?: readonly [number, number] | undefined;
    /** Texts that have to be semantic versions and to occur in the result. Computed before the task. */
    semver?: readonly (string | number | boolean | null)[] | string | number | boolean | null | undefined;
    /** Texts that have to occur. Computed before the task. */
    contains?: readonly (string | number | boolean | null)[] | string | number | boolean | null | undefined;
    /** Highest number of bytes. */
    size?: string | undefined;
  }

  /** A pause until a condition holds. */
  export interface WaitUntil {
    /** The condition. Computed before the task. */
    until: boolean | Expression;
    /** Time between looks. Computed before the task. */
    every?: string | undefined;
  }

  /** How a failed task is tried again. The n-th delay is delay × backoff^(n−1), at most `cap`, before jitter. */
  export interface Retry {
    /** Tries in all, the first included. Computed before the task. */
    attempts: number | Expression;
    /** Time before the second try. Computed before the task. */
    delay?: string | undefined;
    /** Factor from one delay to the next. Computed before the task. */
    backoff?: number | Expression | undefined;
    /** Longest delay, before jitter. Computed before the task. */
    cap?: string | undefined;
    /** Spread each delay over 50 % to 100 % of itself. */
    jitter?: boolean | undefined;
    /** Exit codes that are tried again. */
    on?: readonly number[] | number | undefined;
  }

  /** Repeats a task that succeeded; exactly one of `while` and `until`. */
  export interface Repeat {
    /** Goes on as long as this holds; sees the task's own last result. Computed after the task. */
    while?: boolean | Expression | undefined;
    /** Goes on until this holds; sees the task's own last result. Computed after the task. */
    until?: boolean | Expression | undefined;
    /** Time between. Computed before the task. */
    every?: string | undefined;
    /** Most repetitions; reaching it fails the task. Computed before the task. */
    limit?: number | Expression | undefined;
  }

  /** Which failures do not stop the dependents and do not fail the run. */
  export interface ContinueOn {
    /** Every failure. */
    failure?: boolean | undefined;
    /** These exit codes. */
    exit_code?: readonly number[] | number | undefined;
  }

  /** What has to hold before a task starts, or it fails. */
  export interface Precondition {
    /** The condition. Computed before the task. */
    if: boolean | Expression;
    /** What the failure says. Computed before the task. */
    message?: string | undefined;
  }
}

/** The part of Deno that scripts have. What the task's `permissions` do not grant throws an error named `NotCapable`. */
declare namespace Deno {
  /** Reads a file as UTF-8. Needs `read`. */
  function readTextFile(path: string | URL, options?: ReadFileOptions): Promise<string>;
  /** Reads a file. Needs `read`. */
  function readFile(path: string | URL, options?: ReadFileOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file as UTF-8. Needs `write`. */
  function writeTextFile(path: string | URL, data: string | ReadableStream<string>, options?: WriteFileOptions): Promise<void>;
  /** Writes a file. Needs `write`. */
  function writeFile(path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, options?: WriteFileOptions): Promise<void>;
  /** Opens a file, for reading unless the options say otherwise. Needs `read`, `write` or both. */
  function open(path: string | URL, options?: OpenOptions): Promise<FsFile>;
  /** The entries of a folder. Needs `read`. */
  function readDir(path: string | URL): AsyncIterable<DirEntry>;
  /** What is known of a file, links followed. Needs `read`. */
  function stat(path: string | URL): Promise<FileInfo>;
  /** Makes a folder. Needs `write`. */
  function mkdir(path: string | URL, options?: MkdirOptions): Promise<void>;
  /** Removes a file or folder. Needs `write`. */
  function remove(path: string | URL, options?: RemoveOptions): Promise<void>;
  /** Renames or moves. Needs `read` and `write`. */
  function rename(oldpath: string | URL, newpath: string | URL): Promise<void>;

  /** The variables of the task. Needs `env`. */
  const env: {
    get(key: string): string | undefined;
    has(key: string): boolean;
    toObject(): { [name: string]: string };
  };

  /** A program. Needs `run`. */
  class Command {
    constructor(command: string | URL, options?: CommandOptions);
    /** Runs it to its end. */
    output(): Promise<CommandOutput>;
  }

  enum SeekMode {
    Start = 0,
    Current = 1,
    End = 2,
  }

  /** The classes of errors that all this throws. */
  namespace errors {
    class NotFound extends Error {}
    class PermissionDenied extends Error {}
    class AlreadyExists extends Error {}
    class InvalidData extends Error {}
    class TimedOut extends Error {}
    class Interrupted extends Error {}
    class WriteZero extends Error {}
    class UnexpectedEof extends Error {}
    class BadResource extends Error {}
    class Busy extends Error {}
    class NotSupported extends Error {}
    class FilesystemLoop extends Error {}
    class IsADirectory extends Error {}
    class NotADirectory extends Error {}
    class NotCapable extends Error {}
    class ConnectionRefused extends Error {}
    class ConnectionReset extends Error {}
    class ConnectionAborted extends Error {}
    class Http extends Error {}
  }

  interface ReadFileOptions {
    signal?: AbortSignal;
  }

  interface WriteFileOptions {
    append?: boolean;
    create?: boolean;
    createNew?: boolean;
    mode?: number;
    signal?: AbortSignal;
  }

  interface OpenOptions {
    read?: boolean;
    write?: boolean;
    append?: boolean;
    truncate?: boolean;
    create?: boolean;
    createNew?: boolean;
    mode?: number;
  }

  interface MkdirOptions {
    recursive?: boolean;
    mode?: number;
  }

  interface RemoveOptions {
    recursive?: boolean;
  }

  interface CommandOptions {
    args?: string[];
    cwd?: string | URL;
    env?: Record<string, string>;
    clearEnv?: boolean;
    stdin?: "null";
    stdout?: "piped" | "null";
    stderr?: "piped" | "null";
  }

  interface CommandOutput {
    readonly success: boolean;
    readonly code: number;
    readonly signal: string | null;
    readonly stdout: Uint8Array<ArrayBuffer>;
    readonly stderr: Uint8Array<ArrayBuffer>;
  }

  interface DirEntry {
    name: string;
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
  }

  interface FileInfo {
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
    /** In bytes. */
    size: number;
    mtime: Date | null;
    atime: Date | null;
    birthtime: Date | null;
    ctime: Date | null;
    mode: number | null;
  }

  interface FsFile extends Disposable {
    /** Null at the end. */
    read(p: Uint8Array): Promise<number | null>;
    write(p: Uint8Array): Promise<number>;
    seek(offset: number | bigint, whence: SeekMode): Promise<number>;
    truncate(len?: number): Promise<void>;
    stat(): Promise<FileInfo>;
    sync(): Promise<void>;
    syncData(): Promise<void>;
    close(): void;
    readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
    readonly writable: WritableStream<Uint8Array>;
  }
}
