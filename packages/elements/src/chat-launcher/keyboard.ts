/**
 * A panel over the whole screen follows what a phone's keyboard leaves of it (UX-C14): browsers tell that in `visualViewport`
 * only. Embedded panes leave the viewport alone.
 */
export class KeyboardRoom {
  #panel: HTMLElement | undefined;
  #frame = 0;

  follow(panel: HTMLElement): void {
    this.stop();
    this.#panel = panel;
    visualViewport?.addEventListener('resize', this.#soon);
    visualViewport?.addEventListener('scroll', this.#soon);
    this.#write();
  }

  stop(): void {
    visualViewport?.removeEventListener('resize', this.#soon);
    visualViewport?.removeEventListener('scroll', this.#soon);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#panel?.style.removeProperty('--_top');
    this.#panel?.style.removeProperty('--_height');
    this.#panel = undefined;
  }

  /** One write a frame, however often it is told. */
  #soon = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#write();
    });
  };

  #write(): void {
    if (!visualViewport) return;
    const {offsetTop, height, scale} = visualViewport;
    // who has zoomed in looks at a part of the panel
    if (scale > 1.01) return;
    this.#panel?.style.setProperty('--_top', `${offsetTop}px`);
    this.#panel?.style.setProperty('--_height', `${height}px`);
  }
}
