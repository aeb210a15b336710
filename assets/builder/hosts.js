// What each place takes: the text to copy, and what is known of the place. Nothing here was tried with an account; where
// something comes from, and when that was written, stands below it.
const attribute = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/** The figure as an element. `of` says what it is: see builder.js. */
const element = (of, more = "", inside = "") => {
  const keys = of.pairs.map(([key, value]) => (value === "" ? key : `${key}="${attribute(value)}"`));
  const all = [`concept="${of.concept}"`, ...keys, ...(more ? [more] : [])];
  return `<kneepoint-figure ${all.join(" ")}>${inside}</kneepoint-figure>`;
};
const script = (of) => `<script type="module" src="${of.root}embed.js"></script>`;

export const HOSTS = [
  {
    id: "element",
    label: "Element",
    text: (of) =>
      `${script(of)}\n${element(
        of,
        `style="display:block; min-height:${of.height}px"`,
        `\n  <a href="${attribute(of.story)}"><img src="${attribute(of.card)}" alt="${attribute(of.alt)}" width="720" height="378" loading="lazy"></a>\n`,
      )}`,
    words: ["For a page that is yours. The script stands there once, whatever the number of figures. What is between the tags is shown until the figure is there, and where no script runs."],
    known: "A strict page allows script-src, connect-src and font-src of this site, and 'wasm-unsafe-eval'.",
  },
  {
    id: "iframe",
    label: "Frame",
    text: (of) =>
      `<iframe src="${attribute(of.frame)}" title="${attribute(of.title)}" width="720" height="${of.height}" loading="lazy" sandbox="allow-scripts allow-popups" style="border:0; width:100%"></iframe>`,
    words: ["Where HTML may stand but no script: most site builders, Ghost's HTML card, WordPress for those who may write HTML, course platforms."],
    known: "The frame is sandboxed and needs no storage. It posts {kneepoint: \"height\", height} for pages that would fit it.",
  },
  {
    id: "markdown",
    label: "Markdown",
    text: (of) => `[![${of.alt.replace(/[[\]]/g, "")}](${of.card})](${of.link.replace(/[()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)})`,
    words: ["A picture that is a link, for a README or a wiki. GitHub takes images and links; it removes scripts and frames."],
    known: "GitHub's list of allowed elements: README of github-markup, read November 2026.",
  },
  {
    id: "reveal",
    label: "reveal.js",
    text: (of) =>
      `<!-- once in the deck --> ${script(of)}\n<section>\n  <h2>${attribute(of.title)}</h2>\n  ${element(
        { ...of, pairs: of.pairs.some(([key]) => key === "autoplay") ? of.pairs : [...of.pairs, ["autoplay", ""]] },
        `style="display:block; height:${of.height}px"`,
      )}\n</section>`,
    words: ["It runs while its slide is shown. A step of the slide can be a piece of link: <p class=\"fragment\" data-kneepoint=\"rate=40\">. Going back takes it back."],
    known: "Tried with reveal.js in this project's tests.",
  },
  {
    id: "notion",
    label: "Notion",
    text: (of) => of.frame,
    steps: ["Type /embed and choose Embed.", "Paste this address.", "Pull the block's lower edge until the figure has its height."],
    words: ["Notion shows any page that lets itself be framed, so the figure is live there."],
    known: "pynotion.com, About widgets; widgetcraft.ai, April 2026. Notion may ask Iframely first, which sees only what stands before the #: if it shows a card instead, choose Embed from the block's menu.",
  },
  {
    id: "medium",
    label: "Medium",
    text: (of) => of.story,
    steps: ["Paste this address on a line of its own.", "Press Enter: it becomes a card with title and picture, which leads to the figure."],
    words: ["Medium takes no HTML. It asks Embedly about a pasted address, and only services on Embedly's list stay live; this site is not on it, so the card is what to expect."],
    known: "The Medium Blog on Embedly, April 2023. That an unknown site becomes a card is what writers report; Medium promises nothing. The card needs a site that was built with its address.",
  },
  {
    id: "substack",
    label: "Substack",
    text: (of) => of.story,
    steps: ["Save the picture: open the address, then \"card.png\" behind it.", "Put it into the post as an image.", "Give the image this address as its link."],
    words: ["A mail cannot run a figure, and posts are mails. A picture with a link works in both."],
    known: "No document by Substack was found that allows frames or scripts of one's own (November 2026).",
  },
];
