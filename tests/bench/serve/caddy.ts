/** Caddy with 50 routes. */
export interface Caddy extends AsyncDisposable {
  /** Changes what one of its routes answers. */
  patch(text: string): Promise<void>;
}

/** Starts Caddy on free ports; undefined when it is not installed. */
export async function startCaddy(folder: string): Promise<Caddy | undefined> {
  const [admin, port] = [freePort(), freePort()];
  const routes = Array.from({ length: 50 }, (_, n) => ({
    "@id": `r${n}`,
    match: [{ path: [`/r${n}`] }],
    handle: [{ handler: "static_response", body: `hello ${n}` }],
  }));
  const server = { listen: [`127.0.0.1:${port}`], routes, automatic_https: { disable: true } };
  const config = { admin: { listen: `127.0.0.1:${admin}` }, apps: { http: { servers: { s: server } } } };
  await Deno.writeTextFile(`${folder}/caddy.json`, JSON.stringify(config));
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("caddy", {
      args: ["run", "--config", `${folder}/caddy.json`],
      env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const url = `http://127.0.0.1:${admin}`;
  while (!await isThere(`${url}/config/`)) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    async patch(text) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/id/r7/handle/0/body`, { method: "PATCH", headers, body: JSON.stringify(text) });
      const answer = await response.text();
      if (!response.ok) throw new Error(`Caddy answered ${response.status}: ${answer}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

async function isThere(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).text();
    return true;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
