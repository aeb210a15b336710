// A thread of the page's own program: it gets the program from the page, then runs sweeps point by point.
const start = async ({ js, module }) => {
  const { default: init, sweep_begin, sweep_step } = await import(js);
  await init({ module_or_path: module });
  const turn = new MessageChannel();
  let turning = false;
  // One point a turn, so that a newer request is heard between two points.
  const take = () => {
    turning = sweep_step();
    if (turning) turn.port2.postMessage(0);
  };
  turn.port1.onmessage = take;
  self.onmessage = ({ data: [generation, link] }) => {
    sweep_begin(generation, link);
    if (!turning) take();
  };
  self.postMessage("ready");
};

self.onmessage = ({ data }) =>
  start(data).catch((error) =>
    // Thrown outside the promise, where the page hears of it.
    setTimeout(() => {
      throw error;
    }),
  );
