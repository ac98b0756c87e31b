import assert from "node:assert/strict";
import { isText } from "../document/reading.ts";
import { offsetInNode } from "../document/offset_in_node.ts";
import { loadDocument } from "../document/mod.ts";
import { offsetInValue } from "./offset_in_value.ts";
import { visitPlaces } from "./visit_places.ts";

Deno.test("offsetInValue() is the other way round from offsetInNode() in every style of text", async () => {
  const texts: Readonly<Record<string, string>> = {
    "a.yaml":
      "tasks:\n  - id: a\n    description: \"a\\tb \\u00e9 😀\"\n    run: |\n      one\n        two\n\n      three\n  - id: b\n    run: 'it''s'\n    stdin: >-\n      folded\n      text\n",
    "b.flow":
      'pipeline p {\n  task a if params.a &&\n    params.b { run "a\\n\\u00e9b" }\n  task b { run """\n    one\n      two\n    """ }\n}',
  };
  for (const [file, text] of Object.entries(texts)) {
    const { tree } = await loadDocument(text, file);
    let characters = 0;
    if (tree !== undefined) {
      visitPlaces(tree, (place) => {
        if (place.kind === "key" || !isText(place.node) || place.node.value.startsWith("{{")) return;
        for (let at = 0; at < place.node.value.length; at++) {
          const offset = offsetInNode(text, place.node, at);
          // Two units of one escape stand at one place.
          const back = offsetInValue(text, place.node, offset);
          assert.equal(offsetInNode(text, place.node, back), offset, `${file} ${JSON.stringify(place.node.value)} ${at}`);
          characters++;
        }
      });
    }
    assert.ok(characters > 10, file);
  }
});
