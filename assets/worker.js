// A thread of the page: it gets a program from the page, then runs sweeps point by point, reads a recording, or weighs lanes
// seed by seed. Of a long recording it lets others take part in the work. The first ones run the page's own program. Where
// there is one that is made for threads, they fetch it at a quiet moment and hand it to the page, for those that begin later.
const load = async ({ js, module }) => {
  const made = await import(js);
  await made.default({ module_or_path: module });
  return made;
};
const compile = async (address) => {
  const asked = () => fetch(address, { priority: "low" });
  try {
    return await WebAssembly.compileStreaming(asked());
  } catch {
    // A host that does not name the type of the file, or a browser that cannot stream.
    return WebAssembly.compile(await (await asked()).arrayBuffer());
  }
};
// What goes wrong is thrown outside the promise, where the page hears of it.
const aloud = (promise) =>
  promise.catch((error) =>
    setTimeout(() => {
      throw error;
    }),
  );
// A long job waits so many milliseconds for the quick program.
const SOON = 500;

const start = async ({ js, module, quick }) => {
  const own = await load({ js, module });
  let coming;
  // The program made for threads; nothing where there is none to be had, or its reader pays for every byte.
  const hasten = () =>
    (coming ??= (async () => {
      if (!quick || !navigator.onLine || navigator.connection?.saveData) return;
      // Its JavaScript is small, and will be here when it is imported.
      const [module, glue] = await Promise.all([compile(quick.replace(/\.js$/, "_bg.wasm")), fetch(quick)]);
      if (!glue.ok) return;
      await glue.text();
      self.postMessage(module);
      return { js: quick, module };
    })().catch(() => {}));
  // What a long job begins with, and how others get it.
  const best = async () => {
    const come = await Promise.race([hasten(), new Promise((done) => setTimeout(done, SOON))]);
    const program = come && (await load(come).catch(() => {}));
    return program ? [program, come] : [own, { js, module }];
  };
  const turn = new MessageChannel();
  let turning = false;
  let moved = false;
  // One point a turn, so that a newer request is heard between two points.
  const take = () => {
    turning = own.sweep_step();
    if (turning) turn.port2.postMessage(0);
    else hasten();
  };
  turn.port1.onmessage = take;
  self.onmessage = ({ data }) => {
    if (data.intake) return void aloud(best().then(([program, start]) => read(program, data, start)));
    if (data.pairs) return void aloud(best().then(([program]) => weigh(program, data)));
    if (data.shared) return void share(own, data);
    if ("piece" in data) return void piece(own, data);
    if (data.measure) return self.postMessage(own.measure(data.measure));
    // Who has moved something will do so again.
    if (moved) hasten();
    moved = true;
    own.sweep_begin(...data);
    if (!turning) take();
  };
  self.postMessage("ready");
};

// Runs lanes seed by seed, and tells after each what is known.
const weigh = ({ pairs_begin, pairs_step }, { pairs }) => {
  pairs_begin(pairs);
  const turn = () => {
    const known = pairs_step();
    if (known === undefined) return;
    self.postMessage(known);
    setTimeout(turn);
  };
  turn();
};

// Gets what another thread has read, to take part in its work.
const share = ({ intake_begin, intake_feed, intake_end }, { shared, parts }) => {
  const refused = intake_begin(shared, "shared", "");
  if (refused) throw new Error(refused);
  for (const part of parts) intake_feed(part);
  intake_end();
};

// Does a piece of it.
const piece = ({ intake_piece }, { piece }) => {
  const found = intake_piece(piece);
  if (found === undefined) throw new RangeError(piece);
  self.postMessage([piece, found]);
};

// As many threads as there are processors, but not more than this, work on a recording.
const HANDS = 4;

// Begins the threads that take part in what is left, of `hands` all but this one, where the program is the one made for
// threads. One that cannot be had or breaks off is not missed: what it took is done here in the end.
const helpers = ({ intake_share, intake_lend, intake_take }, { intake, hands = navigator.hardwareConcurrency }, start) => {
  if (!intake_share?.(0)) return;
  const threads = [];
  const team = { back: 0, end: () => threads.forEach((thread) => thread.terminate()) };
  const help = () => {
    const thread = new Worker(location.href, location.protocol === "blob:" ? {} : { type: "module" });
    thread.onerror = (event) => {
      event.preventDefault();
      thread.terminate();
      console.warn(event.message ?? event);
    };
    thread.onmessage = ({ data }) => {
      if (data === "ready") {
        const parts = [];
        for (let part; (part = intake_share(parts.length)); ) parts.push(part);
        thread.postMessage({ shared: intake, parts }, parts.map(({ buffer }) => buffer));
      } else {
        intake_take(...data);
        team.back += 1;
      }
      const piece = intake_lend();
      if (piece !== undefined) thread.postMessage({ piece });
    };
    thread.postMessage(start);
    threads.push(thread);
  };
  try {
    for (let hand = 1; hand < Math.min(hands, HANDS); hand++) help();
  } catch (error) {
    console.warn(error);
  }
  return team;
};

// Reads a file or a text piece by piece and tells how it goes; the page ends this thread to cancel it.
const read = async (program, message, start) => {
  const { intake_begin, intake_feed, intake_end, intake_work, intake_report } = program;
  const { intake, format, answers, data } = message;
  const PIECE = 1 << 20;
  const NEWS_MS = 120;
  const refused = intake_begin(intake, format, answers);
  if (refused) return self.postMessage([0, 0, true, refused]);
  const blob = typeof data === "string" ? new Blob([data]) : data;
  let team;
  let told = 0;
  const tell = (bytes, worked, finished) => {
    if (!finished && performance.now() - told < NEWS_MS) return;
    self.postMessage([bytes, worked, finished, intake_report(), team?.back]);
    told = performance.now();
  };
  try {
    for (let at = 0; at < blob.size; at += PIECE) {
      intake_feed(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
      tell(Math.min(at + PIECE, blob.size), 0, false);
    }
  } catch (error) {
    return self.postMessage([0, 0, true, `!The file could not be read (${error.message}).`]);
  }
  intake_end();
  const turn = new MessageChannel();
  let worked;
  while ((worked = intake_work()) < 1) {
    tell(blob.size, worked, false);
    // A rest, in which the others are heard. Browsers also wait up to two seconds for a thread that never rests before they end it.
    await new Promise((rested) => {
      turn.port1.onmessage = rested;
      turn.port2.postMessage(0);
    });
    team ??= helpers(program, message, start);
  }
  team?.end();
  tell(blob.size, 1, true);
};

self.onmessage = ({ data }) => void aloud(start(data));
