/** What `serve` costs, against its peers and limits: `deno task bench serve`, or `deno run -A tests/bench/serve.ts [PART…]`. */
import { benchPatch } from "./serve/patch.ts";
import { benchSave } from "./serve/save.ts";
import { benchStart } from "./serve/start.ts";
import { benchWebhooks } from "./serve/webhooks.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  patch: benchPatch,
  save: benchSave,
  start: benchStart,
  webhooks: benchWebhooks,
};

for (const [name, part] of Object.entries(PARTS)) if (Deno.args.length === 0 || Deno.args.includes(name)) await part();
