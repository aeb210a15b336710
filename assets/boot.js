// Loads the program and starts it. Nothing is asked for before the first paint, so that the poster's fonts have the line
// for themselves and a browser does not hold the largest words to wait for the program. Fetching, compiling and starting
// are turns of their own, so that no turn is long.
const { glue, module, wholeGlue, wholeModule, later } = document.getElementById("boot").dataset;
const at = (file) => new URL(file, document.baseURI);
const turn = () => new Promise((done) => setTimeout(done));
const compile = async (address) => {
  try {
    return await WebAssembly.compileStreaming(fetch(address));
  } catch {
    // A host that does not name the type of the file, or a browser that cannot stream.
    return WebAssembly.compile(await (await fetch(address)).arrayBuffer());
  }
};
const load = async ([glue, module]) => {
  const [{ default: init }, module_or_path] = await Promise.all([import(at(glue)), compile(at(module))]);
  return { init, module_or_path };
};
// The concept's own program, and the one of all concepts: where the first cannot be had, the other will do. Without a
// network that is the one that is kept.
const programs = [[glue, module]];
if (wholeGlue) programs[navigator.onLine ? "push" : "unshift"]([wholeGlue, wholeModule]);
try {
  await painted();
  const { init, module_or_path } = await load(programs[0]).catch((error) => {
    if (!programs[1]) throw error;
    return load(programs[1]);
  });
  await turn();
  await init({ module_or_path });
  const idle = self.requestIdleCallback ?? setTimeout;
  // The page works without it.
  if (later) idle(() => import(at(later)).catch(() => {}));
} catch (error) {
  // After a panic the program has said more than this could.
  if (!document.getElementById("broken")) document.getElementById("boot-failed")?.removeAttribute("hidden");
  throw error;
}
