// Completion while somebody types: our prefixes, and terms and things by their names in either language.

import { make, say, settings } from "./editor-page.js";

const PAUSE = 120;
const LEAST = 2;
// A word, or a prefixed name that is being written.
const TYPED = /^[\p{L}\p{N}_][\p{L}\p{N}_:.-]*$/u;
const KEYWORDS = new Set(
  ("select construct describe ask where from named graph optional union minus filter bind values service order group by " +
    "having limit offset distinct reduced prefix base exists not in as asc desc undef true false a").split(" "),
);

/** Add a PREFIX line for each of our prefixes that stands in `text` and is not declared yet. */
function declare(yasqe, text) {
  const prefix = text.match(/^([\w-]+):/)?.[1];
  if (prefix in settings.prefixes) yasqe.addPrefixes({ [prefix]: settings.prefixes[prefix] });
}

/** The completer of Yasqe for prefixes, which knows ours alone. */
export function prefixes() {
  return {
    name: "own-prefixes",
    persistenceId: null,
    get: () => Object.entries(settings.prefixes).map(([prefix, start]) => `${prefix}: <${start}>`),
  };
}

let asked = 0;

async function find(yasqe, typed) {
  const turn = ++asked;
  await new Promise((resume) => setTimeout(resume, PAUSE));
  if (turn !== asked) return []; // more was typed meanwhile
  const address = `${settings.terms}?${new URLSearchParams({ q: typed })}`;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (response.ok) return (await response.json()).terms;
  yasqe.showNotification("terms", say("editor.no_terms"));
  return [];
}

function draw(element, _all, hint) {
  const { term } = hint;
  const name = term.name ? `${term.label} (${term.name})` : term.label;
  element.append(make("span", { className: "hint-label" }, name), make("span", { className: "hint-kind" }, term.kind));
  element.append(make("code", { className: "hint-written" }, term.written));
}

function pick(yasqe, all, hint) {
  yasqe.getDoc().replaceRange(hint.text, hint.from ?? all.from, hint.to ?? all.to, "complete");
  declare(yasqe, hint.text);
}

/** The completer of Yasqe for terms. */
export function terms() {
  let found = new Map();
  return {
    name: "terms",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition(yasqe) {
      const token = yasqe.getCompleteToken();
      const kind = yasqe.getTokenTypeAt(yasqe.getDoc().getCursor()) ?? "";
      const previous = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token).string.toUpperCase();
      if (/comment|string(?!-2)/.test(kind) || previous === "PREFIX") return false;
      return token.string.length >= LEAST && TYPED.test(token.string) && !KEYWORDS.has(token.string.toLowerCase());
    },
    async get(yasqe, token) {
      found = new Map((await find(yasqe, token.string)).map((term) => [term.written, term]));
      return [...found.keys()];
    },
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => ({ ...hint, term: found.get(hint.text), render: draw, hint: pick })),
  };
}
