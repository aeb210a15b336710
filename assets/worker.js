// A thread of the page's own program: it gets the program from the page, then runs sweeps point by point, reads a
// recording, or weighs lanes seed by seed.
const start = async ({ js, module }) => {
  const { default: init, sweep_begin, sweep_step, ...rest } = await import(js);
  await init({ module_or_path: module });
  const turn = new MessageChannel();
  let turning = false;
  // One point a turn, so that a newer request is heard between two points.
  const take = () => {
    turning = sweep_step();
    if (turning) turn.port2.postMessage(0);
  };
  turn.port1.onmessage = take;
  self.onmessage = ({ data }) => {
    if (data.intake) return read(rest, data);
    if (data.pairs) return weigh(rest, data);
    sweep_begin(...data);
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

// Reads a file or a text piece by piece and tells how it goes; the page ends this thread to cancel it.
const read = async ({ intake_begin, intake_feed, intake_end, intake_work, intake_report }, { intake, format, answers, data }) => {
  const PIECE = 1 << 20;
  const NEWS_MS = 120;
  const refused = intake_begin(intake, format, answers);
  if (refused) return self.postMessage([0, 0, true, refused]);
  const blob = typeof data === "string" ? new Blob([data]) : data;
  let told = 0;
  const tell = (bytes, worked, finished) => {
    if (!finished && performance.now() - told < NEWS_MS) return false;
    self.postMessage([bytes, worked, finished, intake_report()]);
    told = performance.now();
    return true;
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
  let worked;
  while ((worked = intake_work()) < 1) {
    // Browsers wait up to two seconds for a thread that never rests before they end it: a rest with each news.
    if (tell(blob.size, worked, false)) await new Promise((rested) => setTimeout(rested));
  }
  tell(blob.size, 1, true);
};

self.onmessage = ({ data }) =>
  start(data).catch((error) =>
    // Thrown outside the promise, where the page hears of it.
    setTimeout(() => {
      throw error;
    }),
  );
