import { existsSync } from "node:fs";

/** The applets that the image's tasks use, all of them links to one static busybox. */
const APPLETS = ["cat", "dd", "echo", "env", "id", "ls", "printf", "pwd", "sh", "sleep", "tail", "touch", "true"];
const BUSYBOX = "/bin/busybox";

/** What has to be told to podman differs between machines; the first of these that runs a container is taken. */
const ENGINE_SETTINGS = [
  "",
  'cgroup_manager = "cgroupfs"\nruntime = "crun"\n',
  'cgroup_manager = "cgroupfs"\nruntime = "runc"\n',
];

/** Podman with settings, storage and an image of its own in one folder; nothing of the user's is read or changed. */
export class ContainerMachine implements AsyncDisposable {
  /** What podman has to find in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Has busybox, and runs as root. */
  readonly image = "localhost/executor-test:1";
  /** The same with a user that is not root. */
  readonly userImage = "localhost/executor-test:user";
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
    this.env = { CONTAINERS_CONF: `${dir}/containers.conf`, CONTAINERS_STORAGE_CONF: `${dir}/storage.conf` };
  }

  /** Undefined, and the reason printed, on a machine that runs no container. */
  static async createOrSay(): Promise<ContainerMachine | undefined> {
    const missing = ["/usr/bin/podman", BUSYBOX].filter((path) => !existsSync(path));
    if (missing.length > 0) return say(`${missing.join(" and ")} not installed`);
    const machine = new ContainerMachine(await Deno.makeTempDir({ prefix: "executor-podman-" }));
    const problem = await machine.#prepare();
    if (problem === undefined) return machine;
    await machine[Symbol.asyncDispose]();
    return say(`podman runs no container here: ${problem}`);
  }

  /** Runs podman to its end. */
  async podman(...args: string[]): Promise<{ success: boolean; stdout: string; stderr: string }> {
    const env = { ...this.env };
    const { success, stdout, stderr } = await new Deno.Command("podman", { args, cwd: this.#dir, env, stdin: "null" }).output();
    return { success, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
  }

  /** The names of all containers, those that have ended too. */
  async containers(): Promise<string[]> {
    const { stdout } = await this.podman("ps", "--all", "--format", "{{.Names}}");
    return stdout.split("\n").filter((line) => line !== "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.podman("rm", "--all", "--force", "--time", "0");
    await this.podman("rmi", "--all", "--force");
    // Without root, files of other users of the image are podman's to remove.
    await this.podman("unshare", "rm", "-rf", `${this.#dir}/graph`, `${this.#dir}/run`);
    await Deno.remove(this.#dir, { recursive: true });
  }

  async #prepare(): Promise<string | undefined> {
    await Deno.writeTextFile(
      `${this.#dir}/storage.conf`,
      `[storage]\ndriver = "vfs"\ngraphroot = "${this.#dir}/graph"\nrunroot = "${this.#dir}/run"\n`,
    );
    await this.#writeArchive();
    let problem = "";
    for (const settings of ENGINE_SETTINGS) {
      await this.#configure(settings);
      problem = await this.#import() ?? "";
      if (problem !== "") continue;
      const { success, stderr } = await this.podman("run", "--rm", "--network", "host", this.image, "true");
      if (success) return undefined;
      problem = stderr.trim();
    }
    return problem;
  }

  async #configure(settings: string): Promise<void> {
    const engine = `[engine]\nevents_logger = "file"\nlock_type = "file"\ntmp_dir = "${this.#dir}/tmp"\n${settings}`;
    // The limits that podman would set by default are above what some machines let anybody have.
    const containers = '[containers]\nnetns = "host"\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n';
    await Deno.writeTextFile(this.env["CONTAINERS_CONF"] ?? "", containers + engine);
  }

  async #writeArchive(): Promise<void> {
    const root = `${this.#dir}/root`;
    for (const folder of ["bin", "etc", "tmp"]) await Deno.mkdir(`${root}/${folder}`, { recursive: true });
    await Deno.copyFile(BUSYBOX, `${root}/bin/busybox`);
    for (const applet of APPLETS) await Deno.symlink("busybox", `${root}/bin/${applet}`);
    await new Deno.Command("tar", { args: ["-C", root, "-cf", `${this.#dir}/image.tar`, "."] }).output();
  }

  async #import(): Promise<string | undefined> {
    const plain = await this.podman("import", "--quiet", "image.tar", this.image);
    if (!plain.success) return plain.stderr.trim();
    const user = await this.podman("import", "--quiet", "--change", "USER=1000", "image.tar", this.userImage);
    return user.success ? undefined : user.stderr.trim();
  }
}

function say(reason: string): undefined {
  console.warn(`left out: ${reason}`);
}
