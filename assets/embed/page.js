// The page of one figure: it is written by its address, says how high it would like to be, and listens to the page
// around it: {kneepoint: "play" | "pause" | "seek" | "set" | "step" | "back", key, value}, and reveal.js.
import "./embed.js";

const figure = document.querySelector("kneepoint-figure");
const tell = (kneepoint, detail) => parent !== window && parent.postMessage({ kneepoint, ...detail }, "*");

addEventListener("hashchange", () => figure.restart());

let told;
const height = () => {
  const scene = figure.shadowRoot.querySelector(".scene");
  if (!scene) return;
  const all = figure.shadowRoot.querySelector(".kf").offsetHeight;
  const wanted = Math.ceil(all - scene.offsetHeight + parseFloat(getComputedStyle(scene).flexBasis));
  if (wanted !== told) tell("height", { height: (told = wanted) });
};
const sizes = new ResizeObserver(height);
const measure = () => {
  const box = figure.shadowRoot.querySelector(".kf");
  if (box) sizes.observe(box);
  return box;
};
figure.addEventListener("ready", () => {
  // In another language it stands there when its messages have come.
  const later = new MutationObserver(() => measure() && later.disconnect());
  if (!measure()) later.observe(figure.shadowRoot, { childList: true, subtree: true });
  tell("ready");
});
figure.addEventListener("change", ({ detail }) => tell("change", detail));

const VERBS = ["play", "pause", "seek", "set", "step", "back"];
addEventListener("message", ({ source, data }) => {
  if (source !== parent) return;
  try {
    if (data === "slide:stop") figure.pause();
    else if (data === "slide:start") /(^#|&)autoplay(?!=(0|off|false))/.test(location.hash) && figure.play();
    else if (data?.kneepoint === "listen") figure.addEventListener("occurrence", ({ detail }) => tell("occurrence", detail));
    else if (data?.kneepoint === "set") figure.set(data.key, data.value);
    else if (VERBS.includes(data?.kneepoint)) figure[data.kneepoint](data.value);
  } catch (error) {
    tell("error", { message: error.message });
  }
});
