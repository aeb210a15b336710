// A thread that makes a film of pictures: the page sends frames one by one, as raw pixels, and gets a GIF or a WebM.
// In:  { begin: { kind, width, height, rate, inks } }, then a buffer of RGBA for each frame, then "end".
// Out: a number (frames taken so far), a sentence (why it cannot be done), or the file's bytes.

/** The palette: each ink in equal steps from paper, as antialiasing makes them. The last entry means "as before". */
const AS_BEFORE = 255;
const palette = (inks) => {
  const seen = new Set();
  const unique = inks.filter((ink) => !seen.has(String(ink)) && seen.add(String(ink)));
  const [paper, ...others] = unique;
  const steps = Math.floor((AS_BEFORE - 1) / others.length);
  const colours = [paper];
  // Full inks first, so that what is flat has its very colour.
  for (let step = steps; step > 0; step--) {
    for (const ink of others) colours.push(paper.map((from, i) => Math.round(from + ((ink[i] - from) * step) / steps)));
  }
  while (colours.length < 256) colours.push(paper);
  return colours;
};

/** Finds the nearest colour of the palette; each colour is looked for once. */
const finder = (colours) => {
  const known = new Uint8Array(1 << 24);
  return (red, green, blue) => {
    const key = (red << 16) | (green << 8) | blue;
    if (known[key]) return known[key] - 1;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < AS_BEFORE; i++) {
      const [r, g, b] = colours[i];
      // The eye sees green best and blue least.
      const far = 3 * (r - red) ** 2 + 6 * (g - green) ** 2 + (b - blue) ** 2;
      if (far < least) [least, best] = [far, i];
    }
    known[key] = best + 1;
    return best;
  };
};

/** No dithering: figures have few inks, and a dot that flickers costs more than it shows. */
const gif = async ({ width, height, rate, inks }) => {
  const { GIFEncoder } = await import("./gifenc.js");
  const encoder = GIFEncoder();
  const colours = palette(inks);
  const nearest = finder(colours);
  let before = null;
  return {
    async add(buffer) {
      const pixels = new Uint8Array(buffer);
      const now = new Uint8Array(width * height);
      for (let i = 0, at = 0; i < now.length; i++, at += 4) now[i] = nearest(pixels[at], pixels[at + 1], pixels[at + 2]);
      const shown = before ? now.map((index, i) => (index === before[i] ? AS_BEFORE : index)) : now;
      const more = before ? { transparent: true, transparentIndex: AS_BEFORE } : { palette: colours };
      encoder.writeFrame(shown, width, height, { delay: 1000 / rate, dispose: 1, ...more });
      before = now;
    },
    async end() {
      encoder.finish();
      return encoder.bytes();
    },
  };
};

const NO_WEBM = "This browser cannot make a WebM; a GIF shows the same.";

const webm = async ({ width, height, rate }) => {
  if (!("VideoEncoder" in self)) throw NO_WEBM;
  const common = { width, height, framerate: rate, bitrate: Math.max(500_000, width * height * rate * 0.25) };
  let config;
  let name;
  for (const [codec, id] of [["vp09.00.41.08", "V_VP9"], ["vp8", "V_VP8"]]) {
    const wanted = { codec, ...common };
    const { supported } = await VideoEncoder.isConfigSupported(wanted).catch(() => ({}));
    if (supported && !config) [config, name] = [wanted, id];
  }
  if (!config) throw NO_WEBM;
  const chunks = [];
  let failed;
  const encoder = new VideoEncoder({
    output(chunk) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      chunks.push({ data, key: chunk.type === "key", ms: Math.round(chunk.timestamp / 1000) });
    },
    error(error) {
      failed = error;
    },
  });
  encoder.configure(config);
  let count = 0;
  return {
    async add(buffer) {
      const timestamp = Math.round((count * 1e6) / rate);
      const frame = new VideoFrame(buffer, { format: "RGBX", codedWidth: width, codedHeight: height, timestamp, duration: 1e6 / rate });
      // A key frame every two seconds: there a reader can jump to.
      encoder.encode(frame, { keyFrame: count % (2 * rate) === 0 });
      frame.close();
      count++;
      while (encoder.encodeQueueSize > 4) await new Promise((done) => setTimeout(done));
      if (failed) throw failed;
    },
    async end() {
      await encoder.flush();
      encoder.close();
      return mux(chunks, { width, height, name, ms: (count * 1000) / rate });
    },
  };
};

/** WebM (Matroska) by hand: head, one track, an index, and a cluster for each key frame. IDs are those of RFC 9559. */
const mux = (chunks, { width, height, name, ms }) => {
  const bytes = (number, least = 1) => {
    const out = [];
    for (let left = number; left > 0 || out.length < least; left = Math.floor(left / 256)) out.unshift(left % 256);
    return out;
  };
  const join = (parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  };
  const float = (number) => new Uint8Array(new Float64Array([number]).buffer).reverse();
  // A size takes eight bytes, so that places can be told before what follows is written.
  const element = (id, ...content) => {
    const body = join(content.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part)));
    return join([bytes(id), [1, ...bytes(body.length, 7)], body]);
  };
  const uint = (id, number) => element(id, bytes(number));
  const head = element(0x1a45dfa3, uint(0x4286, 1), uint(0x42f7, 1), uint(0x42f2, 4), uint(0x42f3, 8),
    element(0x4282, "webm"), uint(0x4287, 4), uint(0x4285, 2));
  const info = element(0x1549a966, uint(0x2ad7b1, 1_000_000), element(0x4489, float(ms)),
    element(0x4d80, "Kneepoint"), element(0x5741, "Kneepoint"));
  const video = element(0xe0, uint(0xb0, width), uint(0xba, height));
  const track = element(0xae, uint(0xd7, 1), uint(0x73c5, 1), uint(0x83, 1), uint(0x9c, 0), element(0x86, name), video);
  const tracks = element(0x1654ae6b, track);
  const groups = [];
  for (const chunk of chunks) {
    if (chunk.key || groups.length === 0) groups.push([]);
    groups.at(-1).push(chunk);
  }
  const clusters = groups.map((group) => element(0x1f43b675, uint(0xe7, group[0].ms), ...group.map(({ data, key, ms }) =>
    element(0xa3, [0x81, ...bytes(ms - group[0].ms, 2), key ? 0x80 : 0], data))));
  // Places are eight bytes as well, so the index has the same length whatever stands in it.
  const index = (first) => {
    let at = first;
    return element(0x1c53bb6b, ...groups.map((group, i) => {
      const point = element(0xbb, element(0xb3, bytes(group[0].ms, 8)),
        element(0xb7, uint(0xf7, 1), element(0xf1, bytes(at, 8))));
      at += clusters[i].length;
      return point;
    }));
  };
  const before = info.length + tracks.length;
  const cues = index(before + index(0).length);
  return join([head, element(0x18538067, info, tracks, cues, ...clusters)]);
};

let maker;
let taken = 0;
const turn = async ({ data }) => {
  if (data.begin) {
    maker = await (data.begin.kind === "gif" ? gif : webm)(data.begin);
    self.postMessage(0);
  } else if (data === "end") {
    const file = await maker.end();
    self.postMessage(file, [file.buffer]);
  } else {
    await maker.add(data);
    self.postMessage(++taken);
  }
};
// One after the other, whatever comes meanwhile.
let last = Promise.resolve();
self.onmessage = (event) => {
  last = last.then(() => turn(event)).catch((error) => {
    self.postMessage(typeof error === "string" ? error : `The film could not be made (${error.message}).`);
  });
};
