// After all else: the site is kept for hours without a network, and a newer one is offered when it has come.
{
  /** A line at the foot of the window, in the words of the house. */
  const offer = (worker) => {
    if (document.querySelector(".news")) return;
    const bar = document.createElement("div");
    bar.className = "news";
    bar.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "A newer version of this page is here. What you see stays as it is, also after a reload.";
    const button = (label, kind, press) => {
      const button = document.createElement("button");
      button.className = kind;
      button.textContent = label;
      button.addEventListener("click", press);
      return button;
    };
    bar.append(
      words,
      button("Reload", "btn", () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("now");
      }),
      button("Later", "btn o", () => bar.remove()),
    );
    document.body.append(bar);
  };

  /** Until the page has started, or has had the time for it, and a while later. */
  const peace = async () => {
    const root = document.documentElement;
    const within = (ms) => new Promise((done) => setTimeout(done, ms));
    const started = new Promise((done) => {
      const look = () => "started" in root.dataset && done();
      new MutationObserver(look).observe(root, { attributeFilter: ["data-started"] });
      look();
    });
    await Promise.race([started, within(20_000)]);
    await within(3000);
    await new Promise((done) => (self.requestIdleCallback ?? setTimeout)(done));
  };

  const keep = async () => {
    // Not in somebody's frame, and not for readers who pay for every byte.
    if (window.top !== window || navigator.connection?.saveData || !navigator.serviceWorker) return;
    // Keeping the site is ninety files and half a second of a processor: it would hold the page's start up.
    await peace();
    const registration = await navigator.serviceWorker.register(new URL("sw.js", import.meta.url));
    const { serviceWorker } = navigator;
    // A page in another language has its messages kept as well.
    if (document.documentElement.lang !== "en") serviceWorker.ready.then(({ active }) => active.postMessage("spoken"));
    if (registration.waiting && serviceWorker.controller) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && serviceWorker.controller) offer(worker);
      });
    });
  };
  // A host without https, a frame without an origin, a full disk: the page works all the same.
  keep().catch(() => {});
}
