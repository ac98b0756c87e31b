/** The style of the page of documentation. */
export const STYLE = `
:root { --text: #1c2024; --dim: #60646c; --back: #ffffff; --field: #f4f5f7; --line: #d9dce1; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --dim: #a0a6ad; --back: #15181b; --field: #1f2327; --line: #343a40; --link: #74b3f5; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; color: var(--text); background: var(--back); font: 16px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; padding-bottom: .5rem; background: var(--back); border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.4rem; } h1 small, h4 { color: var(--dim); font-weight: normal; } h4 { margin: .8rem 0 .2rem; }
a { color: var(--link); } nav a { margin-right: .6rem; }
input { width: 100%; margin: .3rem 0; padding: .5rem; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: 4px; font: inherit; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow: auto; max-height: 30rem; padding: .6rem; background: var(--field); border-radius: 4px; }
article { scroll-margin-top: 11rem; padding: .4rem 0 1rem; border-bottom: 1px solid var(--line); } h2 { scroll-margin-top: 11rem; }
h3 { margin: .4rem 0; } .method { padding: .1rem .4rem; color: #ffffff; background: #3b6ea5; border-radius: 4px; }
.post, .put, .patch { background: #2b7a4b; } .delete { background: #a33a3a; }
table { width: 100%; border-collapse: collapse; } th, td { padding: .2rem .5rem .2rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: 5rem 1fr; margin: 0; } dd { margin: 0; }
`;

/** What makes the page searchable. */
export const SCRIPT = `
const search = document.getElementById("search");
const entries = [...document.querySelectorAll(".entry")].map((entry) => [entry, entry.textContent.toLowerCase()]);
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [entry, text] of entries) {
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) shown++;
  }
  for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector(".entry:not([hidden])");
  document.getElementById("none").hidden = shown > 0;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || document.activeElement === search) return;
  event.preventDefault();
  search.focus();
});
`;
