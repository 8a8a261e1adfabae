// The SPARQL editor: Yasgui in the place of the plain form, which works without any of this.

import { form, make, number, rows, say, settings, short } from "./editor-page.js";
import { GraphView } from "./editor-graph.js";
import { prefixes, terms } from "./editor-terms.js";
import { BooleanView, RawView, TableView } from "./editor-views.js";

const { Yasgui } = window;
const { Yasqe, Yasr } = Yasgui;
const field = form.elements.query;
const tools = form.querySelector(".editor-row");
const boxes = [...tools.querySelectorAll("input[type=checkbox]")];
const run = tools.querySelector("button");
const address = new URL(settings.endpoint, location.href).href;
const TRUNCATED = "Grondslag-Truncated";
const ROWS = ["csv", "tsv", "json", "xml"];
const GRAPHS = ["ttl", "nt", "jsonld", "rdf"];

// --- the request

/** What the ticked boxes add to a request. */
function ticked() {
  return boxes.filter((box) => box.checked).map(({ name, value }) => ({ name, value }));
}

/** The graphs that a request names by the protocol, for which there are no boxes: they stay with their tab. */
function datasetOf(args) {
  return args.filter(({ name }) => name.endsWith("-graph-uri"));
}

// What the page was opened with, before the boxes follow the tabs.
const first = [...ticked(), ...datasetOf([...form.querySelectorAll("input[type=hidden]")].map(({ name, value }) => ({ name, value })))];
const dataset = make("p", { className: "quiet editor-dataset" });
tools.append(dataset);

function requestConfig(args) {
  const accept = "application/sparql-results+json, text/turtle;q=0.9";
  return { endpoint: address, method: "POST", acceptHeaderSelect: accept, acceptHeaderGraph: "text/turtle", args, headers: {} };
}

/** The address of the query in a tab, in a form of its answer if one is named. */
function addressOf(tab, format) {
  const args = tab.getRequestConfig().args.map(({ name, value }) => [name, value]);
  return `${settings.endpoint}?${new URLSearchParams([["query", tab.getQuery()], ...args, ...(format ? [["format", format]] : [])])}`;
}

// --- what Yasgui is told before the first of its parts is made

Object.assign(Yasqe.defaults, {
  autocompleters: ["variables"],
  showQueryButton: false,
  resizeable: true,
  editorHeight: "22rem",
  screenReaderLabel: say("editor.query"),
  // The tabulator goes on to what comes next, as everywhere on a page.
  extraKeys: { ...Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false },
});
Yasqe.forkAutocompleter("prefixes", prefixes());
Yasqe.registerAutocompleter(terms());
Yasr.registerPlugin("table", TableView);
Yasr.registerPlugin("graph", GraphView);
Yasr.registerPlugin("boolean", BooleanView);
Yasr.registerPlugin("response", RawView);
Object.assign(Yasr.defaults, {
  pluginOrder: ["table", "graph", "response"],
  prefixes: settings.prefixes,
  maxPersistentResponseSize: 0, // queries are kept in the browser, answers are not
  errorRenderers: [async (error) => problem(error.text)],
});

/** An error as a page tells it: what is wrong, what was expected, an example. */
function problem(text) {
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    if (/abort/i.test(text)) return make("p", {}, say("editor.stopped"));
    // The browsers' words for a request that did not arrive; anything else is told as it is.
    if (/fetch|network|load failed/i.test(text)) return make("p", {}, say("editor.unreachable"));
    return make("div", {}, make("h3", {}, say("error.title")), make("p", { className: "quiet", lang: "en" }, text));
  }
  const { texts } = settings;
  const facts = [["error.expected", told.expected], ["error.example", told.example]];
  const list = make("dl", { className: "facts compact" });
  for (const [key, value] of facts) {
    if (value) list.append(make("div", { className: "fact" }, make("dt", {}, say(key)), make("dd", { lang: "en" }, make("code", {}, value))));
  }
  const sentence = texts[`error.core_${told.code}`];
  const made = make("div", {}, make("h3", {}, texts[`error.title_${told.status}`] ?? say("error.title")));
  if (sentence && !sentence.includes("{")) made.append(make("p", {}, sentence));
  made.append(make("p", { className: "quiet", lang: "en" }, told.message), ...(list.children.length ? [list] : []));
  return made;
}

// --- the tabs

let active;

const bench = make("div", { className: "workbench" });
const menus = make("div");
form.after(bench, menus);
form.hidden = true;

const { show } = Yasgui.Tab.prototype;
Yasgui.Tab.prototype.show = function showWithTools() {
  show.call(this);
  shown(this);
};

const yasgui = new Yasgui(bench, {
  autofocus: false,
  autoAddOnInit: false,
  populateFromUrl: false, // a link would choose where queries go
  persistenceId: "grondslag",
  tabName: say("editor.tab"),
  copyEndpointOnNewTab: false,
  contextMenuContainer: menus,
  endpointCatalogueOptions: { getData: () => [{ endpoint: address }] },
  requestConfig: requestConfig([{ name: "layer", value: "sources" }]),
  yasqe: { value: field.defaultValue },
});

yasgui.tabPanelsEl.classList.add("panels");

function shown(tab) {
  active = tab;
  tab.rootEl.querySelector(".editorwrapper").append(tools);
  const args = tab.getRequestConfig().args ?? [];
  for (const box of boxes) box.checked = args.some(({ name, value }) => name === box.name && value === box.value);
  const graphs = datasetOf(args).map(({ value }) => short(value));
  dataset.textContent = graphs.length ? say("editor.dataset", { graphs: graphs.join(", ") }) : "";
  if (!tab.told) dress(tab);
  busy();
}

/** Add to a tab, once, what Yasgui does not have: a place that tells of the answer, and names for its parts. */
function dress(tab) {
  const yasr = tab.getYasr();
  tab.told = make("div", { className: "told" });
  yasr.headerEl.after(tab.told);
  yasr.on("drawn", () => setTimeout(() => name(yasr))); // Yasgui marks the views after it tells of them
  tab.yasgui.tabElements.get(tab.getId()).tabEl.querySelector("a").title = say("editor.tab_keys");
  tab.getYasqe().on("changes", (yasqe) => mark(yasqe));
  mark(tab.getYasqe());
}

/** Views say whether they are chosen, in words and not in colour alone. */
function name(yasr) {
  for (const button of yasr.headerEl.querySelectorAll(".yasr_btnGroup button")) {
    button.removeAttribute("aria-label");
    button.removeAttribute("title");
    button.setAttribute("aria-pressed", button.classList.contains("selected"));
    button.disabled = button.classList.contains("disabled");
  }
}

/** A line that is no SPARQL: the sign beside it gets our words. */
function mark(yasqe) {
  for (const sign of yasqe.getWrapperElement().querySelectorAll(".parseErrorIcon")) {
    sign.onmouseover = null;
    sign.title = say("editor.no_sparql");
  }
}

/** Open a query: in the tab that has it already, else in a new one. */
function open(query, args, title) {
  const same = ({ args: other }) => JSON.stringify(other) === JSON.stringify(args);
  const found = Object.values(yasgui._tabs).find((tab) => {
    const kept = tab.getPersistedJson();
    return kept.yasqe.value === query && same(kept.requestConfig);
  });
  if (found) {
    yasgui.selectTabId(found.getId());
    return found;
  }
  const tab = yasgui.addTab(true, { name: yasgui.createTabName(title), yasqe: { value: query } });
  tab.setRequestConfig({ args });
  shown(tab);
  return tab;
}

// --- before, during and after an answer

/** The button runs the query of the tab that is shown, or stops it. */
function busy() {
  const running = Boolean(active.getYasqe().req);
  run.classList.toggle("running", running);
  run.textContent = say(running ? "editor.stop" : "editor.run");
}

function answered(tab) {
  busy();
  const results = tab.getYasr().results;
  const failed = !results || results.hasError();
  const bindings = failed ? null : results.getBindings();
  const lines = [];
  if (results?.res?.headers.get(TRUNCATED) === "true") {
    lines.push(make("p", { className: "warning" }, say("editor.truncated", { n: number(bindings?.length ?? 0) })));
  }
  if (!failed) lines.push(summary(tab, results, bindings));
  tab.told.replaceChildren(make("h2", { className: "visually-hidden" }, say("query.answer")), ...lines);
}

function summary(tab, results, bindings) {
  const seconds = ((results.getResponseTime() ?? 0) / 1000).toLocaleString(settings.language, { maximumFractionDigits: 2 });
  const count = bindings ? `${rows(bindings.length)}, ` : "";
  const told = make("p", { role: "status" }, say("editor.took", { count, seconds }));
  const formats = results.getType() === "ttl" ? GRAPHS : bindings ? ROWS : ROWS.slice(2);
  const downloads = make("p", { className: "downloads" }, make("span", {}, say("download.label")));
  for (const format of formats) {
    const text = format.toUpperCase();
    downloads.append(" ", make("a", { href: addressOf(tab, format), download: `answer.${format}`, rel: "nofollow" }, text));
  }
  downloads.append(" ", make("a", { href: addressOf(tab) }, say("editor.link")));
  return make("div", { className: "told-row" }, told, downloads);
}

yasgui.on("query", () => {
  document.querySelector("[data-answer]")?.remove(); // what the server showed is of another query
  busy();
});
yasgui.on("queryResponse", (_yasgui, tab) => queueMicrotask(() => answered(tab)));
yasgui.on("queryAbort", busy);
yasgui.on("autocompletionShown", (_yasgui, _tab, { hints }) => {
  hints.setAttribute("aria-label", say("editor.offered"));
  hints.tabIndex = 0; // it scrolls
});

// --- our own controls

run.type = "button";
run.title = say("editor.run_keys");
run.addEventListener("click", () => {
  const yasqe = active.getYasqe();
  if (yasqe.req) yasqe.abortQuery();
  else yasqe.query().catch(() => {}); // told where the answer would be
});
for (const box of boxes) {
  box.addEventListener("change", () => {
    active.setRequestConfig({ args: [...ticked(), ...datasetOf(active.getRequestConfig().args)] });
  });
}

// Among the tabs stands a button of Yasgui, where a list of tabs may hold tabs alone: ours stands beside them.
const add = make("button", { type: "button", className: "add-tab", title: say("editor.tab_new") }, "+");
add.setAttribute("aria-label", add.title);
add.addEventListener("click", () => yasgui.addTab(true));
bench.querySelector(".tabsList").after(add);

const examples = document.querySelector("form.examples");
examples?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { address: from } = examples.elements.example.selectedOptions[0].dataset;
  const response = await fetch(from, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    examples.submit(); // the page tells what is wrong
    return;
  }
  const { query, layers, title } = await response.json();
  open(query, layers.map((value) => ({ name: "layer", value })), title);
});

// The menu of a tab (the right button of the mouse) and the tabs themselves speak English.
const WORDS = {
  "New Tab": "tab_new",
  "Rename Tab": "tab_rename",
  "Copy Tab": "tab_copy",
  "Close Tab": "tab_close",
  "Close other tabs": "tab_close_others",
  "Undo close Tab": "tab_undo",
};
new MutationObserver(() => {
  for (const item of menus.querySelectorAll("li")) {
    if (item.textContent in WORDS) item.textContent = say(`editor.${WORDS[item.textContent]}`);
  }
}).observe(menus, { childList: true });

// --- start: what the address asks for, else the tabs of last time, else a first one

for (const tab of Object.values(yasgui._tabs)) tab.setRequestConfig(requestConfig(tab.getRequestConfig().args ?? []));
const given = "given" in form.dataset ? open(field.defaultValue, first) : null;
if (!given && !yasgui.getTab()) yasgui.addTab(true);
