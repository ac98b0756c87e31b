export default async function ({ signal, fetch }: { signal: AbortSignal; fetch: typeof globalThis.fetch }) {
  let other = "nothing";
  try {
    await fetch("http://127.0.0.1:8322/");
  } catch (error) {
    other = (error as Error).name;
  }
  // The server may need a moment.
  for (;;) {
    try {
      const { orders } = await (await fetch("http://127.0.0.1:8321/", { signal })).json() as { orders: number };
      return { answer: `${orders} orders`, other };
    } catch (error) {
      if (signal.aborted || (error as Error).name === "NotCapable") throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
