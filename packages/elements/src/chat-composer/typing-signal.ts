const stopAfterMs = 5_000;

/** Whether the user is typing: from the first beat until it is stopped, or 5 s after the last one (UX-C15). */
export class TypingSignal {
  #isOn = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tell: (isOn: boolean, hasChanged: boolean) => void;

  /** `tell` hears every beat, and the end. */
  constructor(tell: (isOn: boolean, hasChanged: boolean) => void) {
    this.#tell = tell;
  }

  beat(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), stopAfterMs);
    this.#tell(true, !this.#isOn);
    this.#isOn = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#tell(false, true);
  }
}
