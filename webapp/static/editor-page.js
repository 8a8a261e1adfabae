// What the parts of the editor share: its settings, texts, elements, and how an IRI is shown and where it leads.

export const form = document.querySelector("form.editor");
export const settings = JSON.parse(form.dataset.editor);

/** The text `key` (of webapp/messages.toml) in the page's language, with its {names} filled in. */
export function say(key, values = {}) {
  return settings.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A number as the page's language writes it. */
export function number(value) {
  return value.toLocaleString(settings.language);
}

/** So many rows, in words. */
export function rows(count) {
  return say(`count.rows.${count === 1 ? "one" : "other"}`, { n: number(count) });
}

/** An element with these properties (attributes where the name has a hyphen) and children. */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "scope") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** An IRI as a page shows it: with a prefix where one fits, our own things by their path. */
export function short(iri, prefixes = settings.prefixes) {
  for (const [prefix, start] of Object.entries(prefixes)) {
    if (iri.startsWith(start) && iri.length > start.length) return `${prefix}:${iri.slice(start.length)}`;
  }
  return iri.startsWith(settings.own) ? iri.slice(settings.own.length) : iri;
}

/** Where an IRI is read: on a page of ours, else on the web, else nowhere (null). */
export function placeOf(iri) {
  for (const [start, place] of Object.entries(settings.places)) {
    if (iri.startsWith(start)) return { href: place + encodeURI(iri.slice(start.length)), external: false };
  }
  return /^https?:\/\/[^\s]+$/i.test(iri) ? { href: iri, external: true } : null;
}

/** A link to an IRI, or its text when it leads nowhere. */
export function link(iri, text) {
  const place = placeOf(iri);
  if (!place) return make("span", { className: "iri", title: iri }, text);
  const made = make("a", { className: "iri", href: place.href, title: iri }, text);
  if (place.external) made.rel = "noopener noreferrer nofollow";
  return made;
}

/**
 * The rows of an answer: column names, and terms of SPARQL JSON by them.
 * Read from the answer itself: the parser of Yasr fills in what stands between {{ and }} in literals.
 */
export function table(results) {
  const variables = results.getVariables() ?? [];
  if (results.getType() === "json") {
    return { variables, bindings: JSON.parse(results.getOriginalResponseAsString()).results?.bindings ?? [] };
  }
  return { variables, bindings: results.getBindings() ?? [] };
}
