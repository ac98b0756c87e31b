/** A server for cases of `http` tasks; its address is `$SERVER` in commands. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts it on a free port of the loopback interface.
 *
 * - `/echo`: what was asked, as JSON
 * - `/status/418`: that status, with a line of text
 * - `/redirect`: to `/echo?redirected=1`
 * - `/slow`: does not answer
 * - `/large`: 5 MiB
 */
export function startHttpServer(): HttpServer {
  const ended = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => answer(request, ended.promise));
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: async () => {
      ended.resolve();
      await server.shutdown();
    },
  };
}

async function answer(request: Request, ended: Promise<void>): Promise<Response> {
  const url = new URL(request.url);
  const [, what, detail] = url.pathname.split("/");
  switch (what) {
    case "status":
      return new Response(detail === "204" ? null : `status ${detail}\n`, { status: Number(detail) });
    case "redirect":
      return new Response(null, { status: 302, headers: { location: "/echo?redirected=1" } });
    case "slow":
      await ended;
      return new Response();
    case "large":
      return new Response("x".repeat(5 << 20));
    default:
      return Response.json({
        method: request.method,
        query: url.search,
        type: request.headers.get("content-type"),
        test: request.headers.get("x-test"),
        agent: request.headers.get("user-agent"),
        body: await request.text(),
        items: [1, 2, 3],
      });
  }
}
