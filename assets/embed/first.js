// Before the first paint: the theme and the ground that the address names. A figure of another state than the poster's
// hides the poster.
{
  const root = document.documentElement.dataset;
  const link = new URLSearchParams(location.hash.slice(1));
  if (["light", "dark", "projector"].includes(link.get("theme"))) root.theme = link.get("theme");
  if (link.get("background") === "transparent") root.clear = "";
  for (const key of ["controls", "player", "theme", "background", "lang", "autoplay", "readonly", "metrics", "v"]) link.delete(key);
  if (String(link)) root.elsewhere = "";
}
