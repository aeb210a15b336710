// Before the first paint: the theme named in the link, else the one chosen here earlier, else the system's.
{
  const themes = ["light", "dark", "projector"];
  let chosen = new URLSearchParams(location.hash.slice(1)).get("theme");
  if (chosen !== "auto" && !themes.includes(chosen)) {
    try {
      chosen = localStorage.getItem("kneepoint-theme");
    } catch {
      // Storage is switched off; the system's theme it is.
    }
  }
  if (themes.includes(chosen)) document.documentElement.dataset.theme = chosen;
}
