// "Take it with you": the figure that is on the screen as one file. Everything but the page's own words lies ready in a
// file beside this one; a button with `data-take` asks for it.
{
  const { take } = document.getElementById("boot").dataset;
  const MARK = '<div id="app">';
  const END = '<p id="boot-failed"';

  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const text = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.text();
  };
  /** The concept's messages in other languages with those of the page, by their files' names, as src/web/tongue.rs asks for them. */
  const messages = async (concept) => {
    const folder = new URL(`${meta("kneepoint-root")}messages/`, location.href);
    const of = (name) => text(new URL(name, folder));
    const index = await of("de.txt");
    const ours = index.split("\n").filter((line) => ["-", concept.replaceAll("-", "_")].includes(line.split(" ")[0]));
    const names = ours.flatMap((line) => line.split(" ").slice(1));
    return Object.fromEntries([["de.txt", index], ...(await Promise.all(names.map(async (name) => [name, await of(name)])))]);
  };
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

  const whole = async (link) => {
    const [bare, page, said] = await Promise.all([
      text(new URL(take, document.baseURI)),
      text(location.pathname),
      messages(meta("kneepoint-concept")),
    ]);
    // The words and the poster as they were written, their links going to where this site stands.
    const app = page.slice(page.indexOf(MARK), page.indexOf(END));
    if (!app.startsWith(MARK)) throw new Error("This page has no figure.");
    const here = app.replace(/ href="(\.\.?\/[^"]*)"/g, (_, to) => ` href="${escaped(new URL(to, location.href).href)}"`);
    const { hash } = new URL(link, location.href);
    const put = (file, key, value) => file.replace(key, () => value);
    return [
      ["<!--lang-->", document.documentElement.lang],
      // Inside a script element `<` could end it.
      ["<!--messages-->", JSON.stringify(said).replace(/</g, "\\u003c")],
      ["<!--title-->", escaped(document.title)],
      ["<!--words-->", escaped(meta("description"))],
      ["<!--concept-->", escaped(meta("kneepoint-concept"))],
      ["<!--root-->", escaped(new URL(meta("kneepoint-root"), location.href).href)],
      ["<!--link-->", escaped(hash)],
      ["<!--app-->", here],
    ].reduce((file, [key, value]) => put(file, key, value), bare);
  };

  const save = (name, file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file], { type: "text/html" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const press = async (button) => {
    const said = button.parentElement.querySelector("[data-taken]");
    const say = (words) => said && (said.textContent = words);
    button.disabled = true;
    try {
      const name = `${meta("kneepoint-concept")}.html`;
      const file = await whole(button.dataset.take || location.href);
      save(name, file);
      say(`Saved as ${name} (${(file.length / 1e6).toFixed(1)} MB).`);
    } catch (error) {
      say(`It could not be put together (${error.message}). Reload the page and try again.`);
    } finally {
      button.disabled = false;
    }
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-take]");
    if (button) press(button);
    // The builder begins with what is on the screen.
    const embed = target.closest?.("a[data-embed]");
    if (embed) embed.hash = `concept=${meta("kneepoint-concept")}&${new URL(embed.dataset.embed || location.href, location.href).hash.slice(1)}`;
  });
  // Buttons appear where they can do something.
  if (take) document.documentElement.dataset.takes = "";
}
