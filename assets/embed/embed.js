// <kneepoint-figure concept="load-balancing" policy="p2c" rate="40" controls="rate">Fallback</kneepoint-figure>
// A figure in any page. Attributes are the keys of the link; what may be said to it is in embed.d.ts.
// Nothing is loaded before a figure comes near the window; figures of one kind share one program.
const base = new URL("./", import.meta.url).href;
const figures = new Set();

// The hashes in the names of all programs, by concept; under nothing the one that holds every concept.
const SEALS = "SEALS";
// More kinds of figures than these share the program of all, which then weighs less.
const KINDS = 3;
const programs = new Map();

/** Which program a figure of this kind gets. */
const choose = (concept) => {
  const kinds = new Set([...document.querySelectorAll("kneepoint-figure"), ...figures].map((one) => one.getAttribute("concept")));
  return !SEALS[concept] || programs.has("") || kinds.size > KINDS ? "" : concept;
};

// Family, file and descriptors of the fonts. They stand here so that they come with the program, and not after it; those
// of letters beyond English come where one occurs.
const FACES = "FACES";
let style;
let fonts;
const dress = () => {
  fonts ??= FACES.map(([family, file, descriptors, late]) => {
    const face = new FontFace(family, `url(${base}fonts/${file}.woff2)`, descriptors);
    document.fonts.add(face);
    return late || face.load();
  });
  return (style ??= import("./STYLE"));
};

const fetched = async (address) => {
  try {
    return await WebAssembly.compileStreaming(fetch(address));
  } catch (error) {
    if (isWall(error)) throw error;
    // A host that does not name the type of the file.
    return WebAssembly.compile(await (await fetch(address)).arrayBuffer());
  }
};
/** The page's policy forbids WebAssembly. */
const isWall = (error) => /CompileError|EvalError/.test(error?.name);

const load = async (name) => {
  const stem = `${base}kneepoint-${name && `figure-${name}-`}${SEALS[name]}`;
  const [made, module_or_path, { sheet }] = await Promise.all([import(`${stem}.js`), fetched(`${stem}_bg.wasm`), dress()]);
  await made.default({ module_or_path });
  // They came with the program. One that does not come leaves its fallback, and letters would move if it came later.
  await Promise.race([Promise.allSettled(fonts), new Promise((done) => setTimeout(done, 300))]);
  return [made, sheet];
};

const start = async (name) => {
  if (!programs.has(name)) programs.set(name, load(name));
  try {
    return await programs.get(name);
  } catch (error) {
    programs.delete(name);
    style = fonts = undefined;
    // Where a concept's own cannot be had, the one of all will do.
    if (!name || isWall(error)) throw error;
    return start("");
  }
};

// What a page says of itself without Kneepoint's meaning.
const FOREIGN = /^(data|aria)-|^on[a-z]+$|[^a-z0-9-]|^(accesskey|class|concept|dir|draggable|exportparts|hidden|id|inert|is|item.*|nonce|part|popover|role|slot|style|tabindex|title|translate|xmlns)$/;
const PLAYER = { none: 0, mini: 56 };
// Before the program knows better: as high as the figure will be, so that nothing moves when it comes.
const SHELL = `:host{display:block;container-type:inline-size}
:host([hidden]),.fig,.said:empty,.ready slot{display:none}
.shell{min-height:inherit;height:inherit;display:flex;flex-direction:column}
.shell:not(.ready){min-height:calc(var(--wide)*1px)}
.ready .fig{display:flex;flex:1 0 auto}
.said{margin:0 0 .5em;font:600 14px/20px system-ui,sans-serif}
:host([data-address]) .shell{min-height:0}
@container (max-width:559.9px){.shell:not(.ready){min-height:calc(var(--tall)*1px)}}`;

let shell;
const sheetOf = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};

/** Light letters stand on a dark page. */
const isDark = (element) => {
  const colour = getComputedStyle(element).color;
  const [r = 0, g = 0, b = 0] = (colour.match(/-?[\d.]+/g) ?? []).map(Number);
  if (/^rgb/.test(colour)) return 0.3 * r + 0.59 * g + 0.11 * b > 127;
  return /^color/.test(colour) ? 0.3 * r + 0.59 * g + 0.11 * b > 0.5 : r > (/^ok/.test(colour) ? 0.6 : 55);
};

const MARGIN = 400;
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) target.begin();
  },
  { rootMargin: `${MARGIN}px` },
);

class Figure extends HTMLElement {
  #box;
  #made;
  #number;
  #broken;
  #begun = 0;
  #waiting = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [(shell ??= sheetOf(SHELL))];
    this.#box = document.createElement("div");
    this.#box.className = "shell";
    for (const [name, part] of [["p", "said"], ["div", "fig"], ["slot", ""]]) {
      const child = document.createElement(name);
      child.className = part;
      this.#box.append(child);
    }
    this.#box.children[0].setAttribute("role", "alert");
    root.append(this.#box);
    const ours = ({ attributeName: name }) => name === "concept" || !FOREIGN.test(name);
    new MutationObserver((all) => all.some(ours) && this.restart()).observe(this, { attributes: true });
  }

  connectedCallback() {
    this.#reserve();
    figures.add(this);
    this.#watch();
  }

  disconnectedCallback() {
    near.unobserve(this);
    figures.delete(this);
    this.#end();
  }

  /** The run goes on. */
  play() {
    this.#do("play", "");
  }

  /** The run stands still. */
  pause() {
    this.#do("pause", "");
  }

  /** The playhead goes to a moment, in seconds or in what the concept counts. */
  seek(moment) {
    this.#do("seek", `${moment}`);
  }

  /** A key of the link gets a value, or an action is done: `set("rate", 40)`, `set("kill", 4)`. */
  set(key, value = "") {
    this.#do("set", value === "" ? key : `${key}=${value}`);
  }

  /** Carries out a piece of link (`rate=40&kill=4`) that `back()` takes back: the steps of a talk. */
  step(piece) {
    this.#do("step", piece);
  }

  /** Takes the last step back. */
  back() {
    this.#do("back", "");
  }

  #do(verb, value) {
    if (this.#broken) return;
    if (this.#number === undefined) return void this.#waiting.push([verb, value]);
    const refused = this.#made.figure_do(this.#number, verb, value);
    if (refused) throw new RangeError(refused);
  }

  /** The attributes as the part of a link after `#`. */
  get #fragment() {
    if (this.hasAttribute("data-address")) return location.hash.slice(1);
    const ours = [...this.attributes].filter(({ name }) => !FOREIGN.test(name));
    return ours.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("&");
  }

  /** Keeps as much room as the figure will take. */
  #reserve() {
    const keys = new URLSearchParams(this.#fragment);
    const cells = keys.has("readonly") ? 0 : (keys.get("controls") ?? "").split(",").filter(Boolean).length;
    const rest = (PLAYER[keys.get("player")] ?? 76) + (keys.has("metrics") ? 52 : 0) + 28;
    const { style } = this.#box;
    style.setProperty("--wide", 300 + Math.ceil(cells / 2) * 68 + rest);
    style.setProperty("--tall", 420 + cells * 68 + rest);
  }

  /** Called when the figure is near the window. */
  async begin() {
    near.unobserve(this);
    const turn = ++this.#begun;
    try {
      const concept = this.getAttribute("concept") ?? "";
      const [made, sheet] = await start(choose(concept));
      if (turn !== this.#begun || !this.isConnected || this.#number !== undefined) return;
      this.shadowRoot.adoptedStyleSheets = [shell, sheet];
      this.#made = made;
      const [said, place] = this.#box.children;
      const host = place.appendChild(document.createElement("div"));
      const tell = (word, detail) => {
        if (word === "broken") return this.#fail(detail);
        this.dispatchEvent(new CustomEvent(word, { detail, bubbles: true }));
      };
      this.#number = made.figure(host, concept, this.#fragment, base, isDark(this), tell);
      said.textContent = "";
      this.dataset.state = "ready";
      this.#box.className = "shell ready";
      for (const [verb, value] of this.#waiting.splice(0)) {
        try {
          this.#do(verb, value);
        } catch (error) {
          console.error(error.message);
        }
      }
      setTimeout(() => this.dispatchEvent(new CustomEvent("ready", { bubbles: true })));
    } catch (error) {
      if (typeof error === "string") return this.#fail(error);
      // Without the program there are no messages either.
      this.#fail(
        /(^|&)lang=de(&|$)/.test(this.#fragment)
          ? `Diese Figur konnte nicht starten: ${isWall(error) ? "die Content-Security-Policy dieser Seite erlaubt 'wasm-unsafe-eval' nicht" : `von ${base} kam nichts`}.`
          : `This figure could not start: ${isWall(error) ? "the Content-Security-Policy of this page does not allow 'wasm-unsafe-eval'" : `nothing came from ${base}`}.`,
      );
      console.error(error);
    }
  }

  /** Says a sentence; the fallback stays below it. */
  #fail(sentence) {
    this.#number = undefined;
    this.#broken = true;
    this.dataset.state = "bad";
    this.#box.className = "shell bad";
    this.#box.children[0].textContent = sentence;
  }

  #end() {
    if (this.#number !== undefined) this.#made.figure_do(this.#number, "end", "");
    this.#number = undefined;
    this.#begun++;
    this.#box.children[1].replaceChildren();
  }

  /** Begins anew with the attributes as they are. */
  restart() {
    if (!this.isConnected) return;
    this.#end();
    this.#broken = false;
    delete this.dataset.state;
    this.#box.className = "shell";
    this.#reserve();
    this.#watch();
  }

  /** Begins at once if it is near the window already: the observer would wait for the next frames. */
  #watch() {
    const { top, bottom, width } = this.getBoundingClientRect();
    if (width && top < innerHeight + MARGIN && bottom > -MARGIN) this.begin();
    else near.observe(this);
  }

  /** The page around it may have changed from light to dark. */
  shade() {
    if (this.#number !== undefined) this.#do("dark", isDark(this) ? "1" : "");
  }
}

customElements.define("kneepoint-figure", Figure);

const shade = () => [0, 500].forEach((wait) => setTimeout(() => figures.forEach((figure) => figure.shade()), wait));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", shade);
const looks = new MutationObserver(shade);
for (const element of [document.documentElement, document.body ?? []].flat()) looks.observe(element, { attributes: true });

// reveal.js: figures of a slide run while it is shown, and a fragment with data-kneepoint="rate=40" is a step of them.
const inside = (slide, job) => {
  slide?.querySelectorAll("kneepoint-figure").forEach(job);
};
addEventListener("slidechanged", ({ previousSlide, currentSlide }) => {
  inside(previousSlide, (figure) => figure.pause());
  inside(currentSlide, (figure) => figure.hasAttribute("autoplay") && figure.play());
});
const fragment = (verb) => (event) => {
  for (const one of event.fragments ?? [event.fragment]) {
    const piece = one?.dataset.kneepoint;
    if (piece === undefined) continue;
    const slide = one.closest("section");
    inside(slide, (figure) => figure[verb](piece));
    for (const frame of slide.querySelectorAll("iframe")) {
      if (frame.src.startsWith(`${base}embed/`)) frame.contentWindow.postMessage({ kneepoint: verb, value: piece }, "*");
    }
  }
};
addEventListener("fragmentshown", fragment("step"));
addEventListener("fragmenthidden", fragment("back"));
