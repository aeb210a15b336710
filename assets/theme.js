// Before the first paint: the theme named in the link, else the one chosen here earlier, else the system's. A link to
// another state than the poster's hides the poster.
{
  const link = new URLSearchParams(location.hash.slice(1));
  const themes = ["light", "dark", "projector"];
  let chosen = link.get("theme");
  if (chosen !== "auto" && !themes.includes(chosen)) {
    try {
      chosen = localStorage.getItem("kneepoint-theme");
    } catch {
      // Storage is switched off; the system's theme it is.
    }
  }
  if (themes.includes(chosen)) document.documentElement.dataset.theme = chosen;
  link.delete("theme");
  if (link.size ?? String(link)) document.documentElement.dataset.elsewhere = "";
}
