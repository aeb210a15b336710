/** Importing the module defines `<kneepoint-figure>`. */
export {};

/** A key of the link has another value: a parameter, `t`, `paused`, `do` (an action), `preset`. */
export interface KneepointChange {
  key: string;
  value: string;
}

/** Something happened in the run. */
export interface KneepointOccurrence {
  /** When, in seconds of the run. */
  t: number;
  /** One sentence. */
  words: string;
  /** What it happened to, as `kind:number`; empty if to nothing that stands in the picture. */
  target: string;
}

export interface KneepointFigureEventMap {
  change: CustomEvent<KneepointChange>;
  occurrence: CustomEvent<KneepointOccurrence>;
  ready: CustomEvent<null>;
}

/** A figure. Its attributes are the keys of the link and those of the figure (`controls`, `player`, `theme`, …). */
export interface KneepointFigureElement extends HTMLElement {
  /** The run goes on. */
  play(): void;
  /** The run stands still. */
  pause(): void;
  /** The playhead goes to a moment, in seconds or in what the concept counts. */
  seek(moment: number | string): void;
  /** A key gets a value, or an action is done; throws a `RangeError` with a sentence if that cannot be. */
  set(key: string, value?: string | number | boolean): void;
  /** Carries out a piece of link (`rate=40&kill=4`) that `back()` takes back. */
  step(piece: string): void;
  /** Takes the last step back. */
  back(): void;
  /** Begins anew with the attributes as they are. */
  restart(): void;
  addEventListener<K extends keyof KneepointFigureEventMap>(
    type: K,
    listener: (this: KneepointFigureElement, event: KneepointFigureEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "kneepoint-figure": KneepointFigureElement;
  }
}
