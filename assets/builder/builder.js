// The builder: choose a figure and what stays around it; see it as it will stand; copy the line for the place where it goes.
// The page's own address holds the choice, so a prepared figure can be handed on.
import { HOSTS } from "./HOSTS";

const CONCEPTS = JSON.parse(document.getElementById("concepts").textContent);
/** What stands here in English, in the language of the page. */
const SAID = JSON.parse(document.getElementById("said").textContent);
const said = (text) => SAID[text] ?? text;
/** The language of the page, and so of the figure, where it is not the figure's own. */
const { lang } = document.documentElement;
const SPOKEN = lang === "en" ? [] : [["lang", lang]];
/** Keys of the figure, not of the run. */
const OURS = ["lang", "controls", "player", "theme", "background", "autoplay", "loop", "readonly", "metrics"];
const DEFAULTS = { player: "full", theme: "auto", background: "paper" };
const WIDTHS = { phone: 360, blog: 720, wide: 1040 };
const root = new URL("./", import.meta.url).href;
const find = (id) => document.getElementById(id);
const [form, frame, code, copied] = ["form", "frame", "code", "copied"].map(find);
const { elements: fields } = form;

let host = HOSTS[0];
/** What figures with a whole player say of their height: nothing moves when they have. */
const expected = () => (fields.width.value === "phone" ? 524 : 404);
let height = expected();
/** What the link says of the run. */
let run = [];

const read = (fragment) =>
  fragment
    .replace(/^#/, "")
    .split("&")
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf("=");
      const of = (text) => {
        try {
          return decodeURIComponent(text);
        } catch {
          return text;
        }
      };
      return at < 0 ? [of(part), ""] : [of(part.slice(0, at)), of(part.slice(at + 1))];
    });
const escaped = (text) => encodeURIComponent(text).replace(/%(2C|3A|3B|3D|2F)/g, (hex) => decodeURIComponent(hex));
const write = (pairs) => pairs.map(([key, value]) => (value === "" ? key : `${key}=${escaped(value)}`)).join("&");

const concept = () => CONCEPTS.find(({ id }) => id === fields.concept.value);
const preset = () => concept().presets.find(({ id }) => id === run.find(([key]) => key === "preset")?.[1]);
const checked = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map(({ value }) => value);

/** The figure's own keys, as the form has them. */
const own = () => {
  const pairs = [...SPOKEN];
  const controls = [...checked("control"), ...fields.others.value.split(",").map((one) => one.trim()).filter(Boolean)];
  if (controls.length) pairs.push(["controls", controls.join(",")]);
  for (const key of Object.keys(DEFAULTS)) if (fields[key].value !== DEFAULTS[key]) pairs.push([key, fields[key].value]);
  if (fields.autoplay.checked) pairs.push(["autoplay", ""]);
  if (fields.loop.value.trim()) pairs.push(["loop", fields.loop.value.trim()]);
  if (fields.readonly.checked) pairs.push(["readonly", ""]);
  const metrics = checked("metric");
  if (metrics.length) pairs.push(["metrics", metrics.join(",")]);
  return pairs;
};

/** All that a place may need of the figure. */
const figure = () => {
  const { id, title, alt } = concept();
  const story = preset();
  const pairs = [...run, ...own()];
  const page = `${root}${id}/`;
  // Concepts have pages in both languages.
  const spoken = `${root}${SPOKEN.length ? `${lang}/` : ""}${id}/`;
  const link = run.length ? `${spoken}#${write(run)}` : spoken;
  // A run that was changed has no card of its own: that of its concept stands for it.
  const pure = story && run.length === 1;
  return {
    root,
    concept: id,
    pairs,
    height,
    title: story?.title ?? title,
    alt: (pure ? story : { alt }).alt,
    frame: `${root}embed/${id}/${pairs.length ? `#${write(pairs)}` : ""}`,
    link,
    story: pure ? `${page}${story.id}/` : link,
    card: `${page}${pure ? `${story.id}/` : ""}card.png`,
  };
};

const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const tell = () => {
  const of = figure();
  code.value = host.text(of);
  code.rows = Math.min(12, code.value.split("\n").length + 4);
  find("host").replaceChildren(
    ...host.words.map((words) => make("p", {}, said(words))),
    ...(host.steps ? [make("ol", {}, ...host.steps.map((step) => make("li", {}, said(step))))] : []),
    make("p", { className: "date" }, said(host.known)),
  );
  for (const tab of find("tabs").children) {
    tab.setAttribute("aria-selected", tab.dataset.host === host.id);
    tab.tabIndex = tab.dataset.host === host.id ? 0 : -1;
  }
  code.setAttribute("aria-label", said("Text for {a}").replace("{a}", said(host.label)));
  copied.textContent = "";
  find("size").textContent = `${WIDTHS[fields.width.value]} × ${height} px`;
};

const show = () => {
  const of = figure();
  frame.title = of.title;
  frame.width = WIDTHS[fields.width.value];
  frame.height = height;
  if (frame.src !== of.frame) frame.src = of.frame;
  history.replaceState(null, "", `#concept=${of.concept}${of.pairs.length ? `&${write(of.pairs)}` : ""}`);
  find("other").hash = location.hash;
  tell();
};

const box = (name, value, label, on) =>
  make("label", {}, make("input", { type: "checkbox", name, value, checked: on }), make("span", {}, label));

/** The lists of another concept. */
const fill = (keys) => {
  const { presets, controls, metrics } = concept();
  const has = (key) => (keys.find(([name]) => name === key)?.[1] ?? "").split(",").filter(Boolean);
  fields.preset.replaceChildren(...presets.map(({ id, title }) => new Option(title, id)), new Option(said("As a link says"), ""));
  const wanted = has("controls");
  find("controls").replaceChildren(
    ...controls.map(({ group, of }) =>
      make("div", { className: "group" }, make("p", {}, group), ...of.map(([key, label]) => box("control", key, label, wanted.includes(key)))),
    ),
  );
  const known = controls.flatMap(({ of }) => of.map(([key]) => key));
  fields.others.value = wanted.filter((key) => !known.includes(key)).join(",");
  find("metrics").replaceChildren(...metrics.map(([name, label]) => box("metric", name, label, has("metrics").includes(name))));
};

/** Takes a choice from an address: `#concept=…&preset=…&controls=…`. */
const take = (fragment) => {
  const pairs = read(fragment);
  const value = (key) => pairs.find(([name]) => name === key)?.[1];
  fields.concept.value = CONCEPTS.some(({ id }) => id === value("concept")) ? value("concept") : CONCEPTS[0].id;
  run = pairs.filter(([key]) => key !== "concept" && !OURS.includes(key));
  if (run.length === 0) run = [["preset", concept().presets[0].id]];
  fill(pairs);
  for (const [key, usual] of Object.entries(DEFAULTS)) {
    fields[key].value = value(key) ?? usual;
    // A value that is none of ours.
    if (fields[key].value !== (value(key) ?? usual)) fields[key].value = usual;
  }
  for (const key of ["autoplay", "readonly"]) fields[key].checked = value(key) !== undefined;
  fields.loop.value = value("loop") ?? "";
  fields.preset.value = run.length === 1 ? (preset()?.id ?? "") : "";
  fields.link.value = fields.preset.value ? "" : `${root}${fields.concept.value}/#${write(run)}`;
  height = expected();
  show();
};

/** A link of a concept page: what it says of the run. */
const paste = (text) => {
  const [, id, fragment] = /([a-z0-9-]+)\/(?:index\.html)?#(.*)$/.exec(text.trim()) ?? [];
  const known = CONCEPTS.some((one) => one.id === id);
  find("linked").textContent = known || !text.trim() ? "" : said("This is no link of a figure; it looks like …/load-balancing/#policy=p2c&rate=40.");
  if (known) take(`#concept=${id}&${write([...read(fragment).filter(([key]) => !OURS.includes(key)), ...own()])}`);
};

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  if (target === fields.concept) return take(`#concept=${target.value}`);
  if (target === fields.link) return paste(target.value);
  if (target === fields.preset) {
    if (!target.value) return void fields.link.focus();
    run = [["preset", target.value]];
    fields.link.value = find("linked").textContent = "";
  }
  show();
});
// The width of the preview stands outside the form, and belongs to it.
for (const one of document.querySelectorAll('input[name="width"]')) one.addEventListener("input", show);

find("tabs").append(
  ...HOSTS.map((one) => {
    const tab = make("button", { type: "button", role: "tab", onclick: () => ((host = one), tell()) }, said(one.label));
    tab.dataset.host = one.id;
    return tab;
  }),
);
find("tabs").addEventListener("keydown", ({ key, currentTarget }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (!step) return;
  host = HOSTS[(HOSTS.indexOf(host) + step + HOSTS.length) % HOSTS.length];
  tell();
  currentTarget.querySelector('[aria-selected="true"]').focus();
});

find("copy").addEventListener("click", async () => {
  code.select();
  try {
    await navigator.clipboard.writeText(code.value);
    copied.textContent = said("Copied.");
  } catch {
    copied.textContent = said("It is selected: copy it with your keyboard.");
  }
});

addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || data?.kneepoint !== "height") return;
  height = Math.min(2000, Math.max(160, Math.ceil(data.height)));
  frame.height = height;
  tell();
});
addEventListener("hashchange", () => take(location.hash));

if (/^(localhost|127\.|\[::1\]|10\.|192\.168\.)/.test(location.hostname)) {
  find("local").textContent = said("These lines name {a}, which others cannot reach. Open this page where the site stands before you copy.").replace("{a}", location.host);
}
// The first preview is one that is seen whole.
if (frame.parentElement.clientWidth < WIDTHS.blog) fields.width.value = "phone";
take(location.hash);
document.querySelector(".both").removeAttribute("data-empty");
