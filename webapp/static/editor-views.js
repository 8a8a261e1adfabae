// How an answer is shown, beside the graph: as a table, as yes or no, and as the text that came.

import { link, make, number, rows, say, short, table } from "./editor-page.js";

const PAGE = 100;
// A browser stumbles over text of many megabytes; the download has all of it.
const SHOWN_TEXT = 200_000;
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMERIC = /^(integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger)$/;

class View {
  priority = 10;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return null;
  }

  show(...children) {
    this.yasr.resultsEl.replaceChildren(...children);
  }
}

/** Rows in pages, sorted by a column and narrowed to those that hold a text. */
export class TableView extends View {
  label = say("editor.table");

  canHandleResults() {
    return !!this.yasr.results?.getBindings();
  }

  draw() {
    Object.assign(this, table(this.yasr.results), { sorted: null, down: false, page: 0, wanted: "" });
    if (!this.bindings.length) {
      this.show(make("p", { className: "empty" }, say("query.no_rows")));
      return;
    }
    this.prefixes = this.yasr.getPrefixes();
    this.caption = make("caption", { className: "visually-hidden", id: `${this.yasr.resultsEl.id}-caption` });
    this.body = make("tbody", { role: "rowgroup" });
    this.heads = this.variables.map((variable) => this.head(variable));
    const thead = make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...this.heads));
    const whole = make("table", { className: "result stack", role: "table" }, this.caption, thead, this.body);
    const frame = make("div", { className: "scroll", role: "region", tabIndex: 0, "aria-labelledby": this.caption.id });
    frame.append(whole);
    this.pages = make("nav", { className: "result-pages", "aria-label": say("editor.pages") });
    this.show(this.filter(), frame, this.pages);
    this.fill();
  }

  head(variable) {
    const button = make("button", { type: "button", className: "sort" }, variable);
    button.addEventListener("click", () => {
      this.down = this.sorted === variable && !this.down;
      this.sorted = variable;
      this.page = 0;
      this.fill();
    });
    return make("th", { scope: "col", role: "columnheader" }, button);
  }

  filter() {
    const input = make("input", { type: "search", placeholder: say("editor.filter"), autocomplete: "off" });
    input.setAttribute("aria-label", say("editor.filter"));
    input.addEventListener("input", () => {
      this.wanted = input.value.toLowerCase();
      this.page = 0;
      this.fill();
    });
    return make("p", { className: "result-filter" }, input);
  }

  chosen() {
    const holds = (binding) => Object.values(binding).some((term) => term.value.toLowerCase().includes(this.wanted));
    const found = this.wanted ? this.bindings.filter(holds) : [...this.bindings];
    if (this.sorted) found.sort((one, other) => compare(one[this.sorted], other[this.sorted]) * (this.down ? -1 : 1));
    return found;
  }

  fill() {
    const found = this.chosen();
    const shown = found.slice(this.page * PAGE, (this.page + 1) * PAGE);
    this.heads.forEach((head, index) => {
      const sorted = this.variables[index] === this.sorted;
      head.setAttribute("aria-sort", sorted ? (this.down ? "descending" : "ascending") : "none");
    });
    this.caption.textContent = `${say("query.answer")}: ${rows(found.length)}`;
    this.body.replaceChildren(...shown.map((binding) => this.row(binding)));
    this.turn(found.length);
  }

  row(binding) {
    const cells = this.variables.map((variable) => {
      const cell = make("td", { role: "cell", "data-label": variable });
      const term = binding[variable];
      if (term) cell.append(shownTerm(term, this.prefixes));
      cell.classList.toggle("nothing", !term);
      cell.classList.toggle("long", (term?.type !== "uri" && term?.value.length > 60) || false);
      return cell;
    });
    return make("tr", { role: "row" }, ...cells);
  }

  turn(total) {
    const last = Math.max(Math.ceil(total / PAGE) - 1, 0);
    const step = (key, page) => {
      const button = make("button", { type: "button", className: "secondary", disabled: page < 0 || page > last });
      button.append(say(key));
      button.addEventListener("click", () => {
        this.page = page;
        this.fill();
        this.yasr.resultsEl.scrollIntoView({ block: "nearest" });
      });
      return button;
    };
    const from = Math.min(this.page * PAGE + 1, total);
    const place = say("editor.page", { from: number(from), to: number(Math.min(from + PAGE - 1, total)), total: number(total) });
    const turning = [step("editor.previous", this.page - 1), make("span", {}, place), step("editor.next", this.page + 1)];
    this.pages.replaceChildren(...(last ? turning : []));
  }
}

/** A term of SPARQL JSON as it stands in a table. */
export function shownTerm(term, prefixes) {
  if (term.type === "uri") return link(term.value, short(term.value, prefixes));
  if (term.type === "bnode") return make("span", { className: "quiet" }, `_:${term.value}`);
  const datatype = term.datatype && term.datatype !== `${XSD}string` ? short(term.datatype, prefixes) : "";
  const text = make("span", { title: datatype, lang: term["xml:lang"] ?? "" }, term.value);
  return term["xml:lang"] ? make("span", {}, text, " ", make("span", { className: "tag" }, term["xml:lang"])) : text;
}

function compare(one, other) {
  if (!one || !other) return (one ? 1 : 0) - (other ? 1 : 0);
  const both = [one, other].every((term) => NUMERIC.test(term.datatype?.replace(XSD, "") ?? ""));
  return both ? Number(one.value) - Number(other.value) : one.value.localeCompare(other.value, undefined, { numeric: true });
}

/** Yes or no. */
export class BooleanView extends View {
  hideFromSelection = true;

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean() === "boolean";
  }

  draw() {
    this.show(make("p", { className: "yes-no" }, say(this.yasr.results.getBoolean() ? "query.yes" : "query.no")));
  }
}

/** The answer as it came. */
export class RawView extends View {
  label = say("editor.raw");
  priority = 2;

  canHandleResults() {
    return !!this.yasr.results && !this.yasr.results.hasError();
  }

  draw() {
    const text = this.yasr.results.getOriginalResponseAsString();
    const code = make("pre", { className: "code" }, make("code", {}, text.slice(0, SHOWN_TEXT)));
    const frame = make("div", { className: "scroll", role: "region", tabIndex: 0, "aria-label": this.label }, code);
    const cut = make("p", { className: "warning" }, say("editor.raw_cut", { shown: number(SHOWN_TEXT), total: number(text.length) }));
    this.show(frame, ...(text.length > SHOWN_TEXT ? [cut] : []));
  }
}
