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

  const keep = async () => {
    // Not in somebody's frame, and not for readers who pay for every byte.
    if (window.top !== window || navigator.connection?.saveData || !navigator.serviceWorker) return;
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
