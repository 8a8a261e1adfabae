// The graph view of an answer: what a CONSTRUCT or DESCRIBE gives, and tables of subject, property and value.

import { form, link, make, number, say, settings, short, table } from "./editor-page.js";

// More than this is a tangle to the eye, and slow to lay out.
const MOST_NODES = 150;
const MOST_LETTERS = 34;
// The height of a letter on the screen, in pixels.
const SEEN_LETTERS = 11;
const TRIPLES = [
  ["subject", "predicate", "object"],
  ["s", "p", "o"],
  ["subject", "property", "value"],
  ["subject", "property", "object"],
  ["node", "property", "value"],
];
const NAMES = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "https://w3id.org/grondslag/def#name",
  "https://w3id.org/grondslag/def#citation",
];
const STYLE_ID = "__________cytoscape_stylesheet";

let loading;

/** Cytoscape, fetched from this site when a graph is first shown. */
function cytoscape() {
  loading ??= new Promise((resolve, reject) => {
    // Its one rule stands in editor.css: an element with this id keeps it from writing a style of its own.
    document.head.append(make("meta", { id: STYLE_ID }));
    const script = make("script", { src: form.dataset.cytoscape, onload: () => resolve(window.cytoscape), onerror: reject });
    document.head.append(script);
  });
  return loading;
}

/** The triples of an answer, or none when it is another kind of table. */
function triples(results) {
  const variables = results.getVariables() ?? []; // yes or no has none
  const columns = TRIPLES.find((names) => names.every((name) => variables.includes(name)));
  if (!columns) return [];
  const found = table(results).bindings.map((binding) => columns.map((name) => binding[name]));
  return found.filter((terms) => terms.every(Boolean) && terms[0].type !== "literal");
}

/** Nodes and edges: names become labels, and no more nodes are taken than fit. */
function drawn(found) {
  const names = new Map();
  const rest = [];
  for (const triple of found) {
    const [subject, property, object] = triple;
    const known = names.get(subject.value);
    if (!NAMES.includes(property.value) || object.type === "uri") rest.push(triple);
    else if (!known || object["xml:lang"] === settings.language) names.set(subject.value, object.value);
  }
  const nodes = new Map();
  const edges = [];
  for (const [subject, property, object] of rest.length ? rest : found) {
    const ends = [nodeOf(subject, names), nodeOf(object, names)];
    const further = ends.filter((end) => !nodes.has(end.id)).length;
    if (nodes.size + further > MOST_NODES) continue;
    for (const end of ends) nodes.set(end.id, end);
    edges.push({ id: `e${edges.length}`, source: ends[0].id, target: ends[1].id, label: short(property.value), iri: property.value });
  }
  return { nodes: [...nodes.values()], edges, left: rest.length ? rest.length - edges.length : 0 };
}

function nodeOf(term, names) {
  const literal = term.type !== "uri" && term.type !== "bnode";
  const text = literal ? term.value : (names.get(term.value) ?? short(term.value));
  return {
    id: `${term.type} ${term.value} ${term["xml:lang"] ?? ""}`,
    iri: term.type === "uri" ? term.value : null,
    text,
    label: text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text,
    kind: literal ? "literal" : "thing",
  };
}

/** The colours of the page, light or dark, as cytoscape takes them, with letters that can be read at this zoom. */
function style(zoom) {
  const page = getComputedStyle(document.documentElement);
  const colour = (name) => page.getPropertyValue(`--${name}`).trim();
  const size = Math.min(Math.max(SEEN_LETTERS / zoom, SEEN_LETTERS), 2 * SEEN_LETTERS);
  const text = { color: colour("ink"), "font-size": size, "font-family": getComputedStyle(document.body).fontFamily };
  const edge = { "line-color": colour("line"), "target-arrow-color": colour("strong-line"), "target-arrow-shape": "triangle" };
  return [
    {
      selector: "node",
      style: {
        ...text,
        label: "data(label)",
        "background-color": colour("blue"),
        width: 16,
        height: 16,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": 12 * size,
        "text-outline-color": colour("surface"),
        "text-outline-width": 2,
      },
    },
    { selector: "node[kind = 'literal']", style: { shape: "round-rectangle", "background-color": colour("strong-line"), width: 10, height: 10 } },
    {
      selector: "edge",
      style: { ...text, ...edge, color: colour("soft"), "font-size": 0.8 * size, label: "data(label)", width: 1.25, "curve-style": "bezier", "arrow-scale": 0.8, "text-rotation": "autorotate", "text-outline-color": colour("surface"), "text-outline-width": 2 },
    },
    { selector: ".near", style: { "line-color": colour("blue"), width: 2, "z-index": 2 } },
    { selector: ":selected", style: { "background-color": colour("focus"), "border-width": 3, "border-color": colour("focus") } },
  ];
}

/** Triples as a picture that can be moved, with a list of its nodes and what each is linked to. */
export class GraphView {
  label = say("editor.graph");
  priority = 5;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return null;
  }

  canHandleResults() {
    return !!this.yasr.results && !this.yasr.results.hasError() && triples(this.yasr.results).length > 0;
  }

  async draw() {
    const graph = drawn(triples(this.yasr.results));
    const said = say("editor.graph_said", { nodes: number(graph.nodes.length), edges: number(graph.edges.length) });
    this.canvas = make("div", { className: "graph", role: "application", tabIndex: 0, "aria-label": `${said} ${say("editor.graph_keys")}` });
    this.told = make("div", { className: "graph-told", role: "status" });
    const cut = graph.left ? [make("p", { className: "warning" }, say("editor.graph_cut", { shown: number(graph.nodes.length), left: number(graph.left) }))] : [];
    this.yasr.resultsEl.replaceChildren(...cut, this.tools(graph, said), this.canvas, this.told);
    this.show(graph, await cytoscape());
  }

  show(graph, draw) {
    if (!this.canvas.isConnected) return; // another view was chosen meanwhile
    this.destroy();
    const elements = [...graph.nodes, ...graph.edges].map((data) => ({ data }));
    this.picture = draw({ container: this.canvas, elements, style: style(1), minZoom: 0.1, maxZoom: 4, userZoomingEnabled: false, layout: { name: "circle" } });
    // From a circle and not by chance: the same answer gives the same picture.
    this.picture.layout({ name: "cose", animate: false, randomize: false, nodeRepulsion: 9000, idealEdgeLength: 70, padding: 24, nodeDimensionsIncludeLabels: true }).run();
    this.widen();
    this.picture.on("select", "node", (event) => this.tell(event.target));
    this.canvas.addEventListener("keydown", (event) => this.move(event));
    this.colours = matchMedia("(prefers-color-scheme: dark)");
    this.colours.onchange = () => this.picture.style(style(this.picture.zoom()));
  }

  /** Stretch the picture to the shape of its frame, so that names stand apart. */
  widen() {
    const { w, h } = this.picture.nodes().boundingBox({ includeLabels: false });
    const factor = ((this.canvas.clientWidth / this.canvas.clientHeight) * h) / w;
    const stretch = Math.min(Math.max(factor, 1), 2.5) || 1;
    this.picture.nodes().positions((node) => ({ x: node.position("x") * stretch, y: node.position("y") }));
    this.picture.on("zoom", () => this.picture.style(style(this.picture.zoom())));
    this.picture.fit(undefined, 24);
  }

  tools(graph, said) {
    const button = (key, act) => {
      const made = make("button", { type: "button", className: "secondary" }, say(key));
      made.addEventListener("click", act);
      return made;
    };
    const nodes = [...graph.nodes].sort((one, other) => one.text.localeCompare(other.text));
    const list = make("select", { "aria-label": say("editor.graph_go") }, make("option", { value: "" }, say("editor.graph_go")));
    list.append(...nodes.map((node) => make("option", { value: node.id }, node.text.slice(0, 90))));
    list.addEventListener("change", () => this.go(list.value));
    return make(
      "div",
      { className: "graph-tools" },
      make("p", { className: "quiet" }, said),
      list,
      button("editor.closer", () => this.zoom(1.3)),
      button("editor.farther", () => this.zoom(1 / 1.3)),
      button("editor.whole", () => this.picture?.fit(undefined, 24)),
    );
  }

  zoom(factor) {
    const middle = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 };
    this.picture?.zoom({ level: this.picture.zoom() * factor, renderedPosition: middle });
  }

  move(event) {
    const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
    const [x, y] = steps[event.key] ?? [0, 0];
    if (x || y) this.picture.panBy({ x, y });
    else if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (event.key === "0") this.picture.fit(undefined, 24);
    else return;
    event.preventDefault();
  }

  go(id) {
    const node = this.picture?.getElementById(id);
    if (!node?.length) return;
    this.picture.elements().unselect();
    node.select();
    this.picture.zoom(Math.max(this.picture.zoom(), 1));
    this.picture.center(node);
  }

  tell(node) {
    this.picture.elements().removeClass("near");
    node.connectedEdges().addClass("near");
    const { iri, text } = node.data();
    const lines = node.connectedEdges().map((edge) => {
      const out = edge.source().same(node);
      const other = (out ? edge.target() : edge.source()).data();
      const end = other.iri ? link(other.iri, other.text) : other.text;
      const property = link(edge.data("iri"), edge.data("label"));
      return make("li", {}, out ? "→ " : "← ", property, " ", end);
    });
    const head = make("h3", {}, iri ? link(iri, text) : text);
    this.told.replaceChildren(head, make("ul", {}, ...lines));
  }

  destroy() {
    if (this.colours) this.colours.onchange = null;
    this.picture?.destroy();
    this.picture = null;
  }
}
