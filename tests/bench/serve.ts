/** What `serve` costs, against its peers and limits: `deno task bench serve`, or `deno run -A tests/bench/serve.ts [PART…]`. */
import { benchPatch } from "./serve/patch.ts";
import { benchReloads } from "./serve/reloads.ts";
import { benchSave } from "./serve/save.ts";
import { benchStart } from "./serve/start.ts";
import { benchWebhooks } from "./serve/webhooks.ts";

const PARTS = { patch: benchPatch, save: benchSave, reloads: benchReloads, start: benchStart, webhooks: benchWebhooks };

for (const [name, part] of Object.entries(PARTS)) if (Deno.args.length === 0 || Deno.args.includes(name)) await part();
