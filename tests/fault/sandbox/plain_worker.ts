/** The inside of {@link ./plain_main.ts}: scripts run with nothing around them. */
const host = globalThis as unknown as { onmessage: (event: MessageEvent) => void; postMessage(message: unknown): void };
const post = host.postMessage.bind(host);

async function run(url: string): Promise<unknown> {
  const lines: string[] = [];
  const note = (...values: unknown[]) => void lines.push(values.map(String).join(" "));
  try {
    const { default: main } = await import(url);
    const log = { debug: note, info: note, warn: note, error: note };
    const outputs = await main({ input: "", params: {}, config: {}, outputs: {}, log, signal: new AbortController().signal, fetch });
    return { status: "returned", outputs: JSON.parse(JSON.stringify(outputs ?? {})), lines };
  } catch (error) {
    return { status: "failed", message: String((error as Error).stack), lines };
  }
}

host.onmessage = async ({ data: folder }) => {
  const end = await run(`file://${folder}/main.js`);
  post({ end });
  post({ end, victim: await run(`file://${folder}/victim.js`) });
};
