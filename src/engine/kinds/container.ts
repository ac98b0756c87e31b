import { AppError, type ChildExit, OWNER_VARIABLE } from "../../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts } from "../attempt.ts";
import { confineOf } from "../confinement.ts";
import { fence, traceVariables } from "../environment.ts";
import { failed, type KindInput } from "./kind.ts";
import { childLimits, type ChildRequest, runChild } from "./run_child.ts";

/** A child that runs in a container. */
export interface ContainerRequest extends ChildRequest {
  /** Variables that the document sets; the container inherits nothing else. */
  readonly names: readonly string[];
  /** A file that holds the text to run, when it is too long for an argument. */
  readonly textPath?: string;
}

/** Where the container finds what is mounted for it. */
const OUTPUTS_TARGET = "/executor/output";
const TEXT_TARGET = "/executor/text";

/**
 * Variables that would redirect the container program itself if its own environment carried them. They go in as arguments; all others
 * by name only, so that their values, secrets among them, show in no process list.
 */
const CLIENT_NAMES: ReadonlySet<string> = new Set(
  [
    "PATH",
    "HOME",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "CONTAINER_HOST",
    "CONTAINERS_CONF",
  ],
);

/** Exit code of podman and docker for their own failures. */
const ENGINE_FAILED = 125;
const SIGKILLED = 137;
/** The image may run as any user, and the folder that holds the file is closed to all others. */
const FOR_ANY_USER = 0o666;

/**
 * Runs a child in the task's `image` through podman, else docker. The pipeline's folder is mounted at its own path and is writable; the
 * container is removed afterwards, by force when the attempt is stopped.
 *
 * A container is no child of ours. Its processes carry the mark by which what we leave behind is found and killed, also when Executor
 * itself is killed by SIGKILL; those of a docker daemon that runs as another user are out of reach, and go when the run is resumed.
 *
 * @throws AppError `container_missing`, `image_invalid`, `spawn_failed`.
 */
export async function inContainer(input: KindInput, request: ContainerRequest): Promise<AttemptResult> {
  const { context, ports } = input;
  if (confineOf(context) !== undefined) {
    throw new AppError("confine_unavailable", "`confine` holds programs of this machine, and this task runs in a container", {
      hint: "Remove `image`, or give the task `confine: none`: what a container may do is the image's and podman's to say",
    });
  }
  const engine = engineOf(context, ports);
  const name = containerName(context, context.attempt);
  const image = await imageOf(input);
  const isRepeatedAfterCrash = context.epoch > 1 && context.attempt > 1;
  if (isRepeatedAfterCrash) await removeContainer(context, ports, engine, containerName(context, context.attempt - 1));
  // What is mounted has to exist; a plain child would create the file when it writes to it.
  ports.files.writeAtomic(request.outputsPath, new Uint8Array(), FOR_ANY_USER);
  const argv = [
    engine,
    ...runArguments(context, request, name),
    image,
    ...request.argv.map((word) => word === request.textPath ? TEXT_TARGET : word),
  ];
  const { memoryBytes } = childLimits(context);
  let isKilled = false;
  const result = await runChild(input, {
    argv,
    cwd: context.loaded.folder,
    env: clientEnvironment(context, request),
    outputsPath: request.outputsPath,
    isLimited: false,
    isConfined: false,
    explain: explainContainerCode,
    judge: (exit) => {
      isKilled ||= exit.signal !== undefined;
      return judge(exit, engine, image, memoryBytes);
    },
    onStop: (how) => {
      isKilled ||= how === "kill";
    },
  });
  // Now that the program is gone it cannot create the container any more, and nobody else would remove it.
  if (context.signal.aborted || isKilled) await removeContainer(context, ports, engine, name);
  return result;
}

/** The image's name. It may come from data, which must not become an option of the container program. */
async function imageOf({ context, scope }: KindInput): Promise<string> {
  const template = context.instance.task.image ?? "";
  const image = await scope.text(template);
  if (image === "" || image.startsWith("-")) {
    throw new AppError("image_invalid", `The image ${template} is "${image}", which is no name of an image`);
  }
  return image;
}

/** The container program found first in the inherited `PATH`. */
function engineOf(context: AttemptContext, ports: EnginePorts): string {
  const path = context.environment["PATH"] ?? context.environment["Path"];
  for (const engine of ["podman", "docker"]) if (ports.files.hasProgram(engine, path)) return engine;
  throw new AppError("container_missing", "The task has an image, but neither podman nor docker is in PATH", {
    hint: "Install podman or docker, or remove `image` to run on this machine itself",
  });
}

/** A name of our own, so that the container can be removed by it: ids hold characters that names do not. */
function containerName(context: AttemptContext, attempt: number): string {
  const readable = context.instance.id.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 60);
  return `executor-${context.run}-${readable}-${hash(context.instance.id)}-${attempt}`;
}

function runArguments(context: AttemptContext, request: ContainerRequest, name: string): string[] {
  const { folder } = context.loaded;
  const target = /^\/[^/]/.test(folder) ? folder : "/work";
  const cwd = target === folder || request.cwd !== folder ? request.cwd : target;
  const argv = ["run", "--rm", "-i", "--name", name, mount(folder, target), mount(request.outputsPath, OUTPUTS_TARGET)];
  if (request.textPath !== undefined) argv.push(mount(request.textPath, TEXT_TARGET));
  argv.push("--workdir", cwd);
  const { memoryBytes, cpuMs } = childLimits(context);
  if (memoryBytes !== undefined) argv.push("--memory", String(memoryBytes));
  if (cpuMs !== undefined) argv.push("--ulimit", `cpu=${Math.max(1, Math.ceil(cpuMs / 1000))}`);
  // Where SELinux guards files, what is mounted would be out of the container's reach; relabelling it would change the user's own files.
  argv.push("--security-opt", "label=disable");
  argv.push("--env", `EXECUTOR_OUTPUT=${OUTPUTS_TARGET}`, "--env", OWNER_VARIABLE);
  for (const variable of new Set([...request.names, ...Object.keys(fence(context)), ...Object.keys(traceVariables(context))])) {
    argv.push("--env", CLIENT_NAMES.has(variable) ? `${variable}=${request.env[variable] ?? ""}` : variable);
  }
  return argv;
}

/** The inherited environment for the program itself, with the values that it hands on by name. */
function clientEnvironment(context: AttemptContext, request: ContainerRequest): Record<string, string> {
  const env: Record<string, string> = { ...context.environment, ...fence(context) };
  for (const name of request.names) {
    const value = request.env[name];
    if (value !== undefined && !CLIENT_NAMES.has(name)) env[name] = value;
  }
  return env;
}

function mount(source: string, target: string): string {
  return `--mount=type=bind,${csv(`source=${source}`)},${csv(`target=${target}`)}`;
}

/** Both programs read the option as one line of CSV. */
function csv(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function explainContainerCode(code: number): string | undefined {
  if (code === 127) return "a command of the text, or the shell itself, was not found in the image";
  if (code === 126) return "a command of the text could not be executed in the image";
  return undefined;
}

function judge(exit: ChildExit, engine: string, image: string, memory: number | undefined): AttemptResult | undefined {
  if (exit.code === ENGINE_FAILED) {
    return failed(
      "container_failed",
      `${engine} could not run a container of image "${image}"; what it said is on the task's standard error`,
    );
  }
  if (exit.code === SIGKILLED && exit.signal === undefined && memory !== undefined) {
    return failed("limit_memory", `The container was killed, most likely because it used more memory than limits.memory: ${memory} bytes`);
  }
  return undefined;
}

/**
 * Removes the container at once, and waits until it is gone. Its shell ignores SIGTERM as process 1, and killing the program beside it
 * leaves it running.
 */
async function removeContainer(context: AttemptContext, ports: EnginePorts, engine: string, name: string): Promise<void> {
  try {
    // podman would wait 10 s for the container to obey SIGTERM first.
    const argv = [engine, "rm", "--force", ...(engine === "podman" ? ["--time", "0"] : []), name];
    const child = await ports.processes.spawn({
      argv,
      cwd: context.loaded.folder,
      env: context.environment,
      stdin: "null",
      output: () => {},
    });
    await child.exited;
  } catch (error) {
    // It started the container a moment ago; if it cannot be started now there is nothing else to try.
    if (!(error instanceof AppError)) throw error;
  }
}

/** FNV-1a, to tell ids apart that look the same once cleaned. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36);
}
