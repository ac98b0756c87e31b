/** The worker of a sandbox: hardens its realm and serves tasks. Its name says how its parent talks to it. */
import { portChannel, standardChannel } from "./channel.ts";
import { serve } from "./serve.ts";

const host = globalThis as unknown as {
  readonly name: string;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
  postMessage(message: unknown): void;
};
const { close, postMessage } = { close: host.close.bind(host), postMessage: host.postMessage.bind(host) };

if (host.name === "standard") {
  await serve(standardChannel());
  // The parent is gone. A worker cannot end its process; who made it can.
  postMessage("end");
} else {
  const port = await new Promise<MessagePort>((resolve) => host.onmessage = ({ data }) => resolve(data as MessagePort));
  await serve(portChannel(port));
}
close();
