/** What a log loads when it is needed: its hands, for a reader who does something, and its announcements. */
import type {Announcements, AnnouncementsHost} from './announcements.js';
import type {LogHands, LogView} from './log-hands.js';
import type {LogSettings} from './log-settings.js';

export type AidsView = {
  readonly log: LogSettings;
  hands: () => LogView;
  announcements: () => AnnouncementsHost;
  report: (error: unknown) => void;
};

export class LogAids {
  readonly #view: AidsView;
  #hands: LogHands | undefined;
  #announcements: Announcements | undefined;

  constructor(view: AidsView) {
    this.#view = view;
  }

  /** At once when it is there already. */
  async withHands<Result>(use: (hands: LogHands) => Result): Promise<Awaited<Result>> {
    if (!this.#hands) {
      const {LogHands} = await import('./log-hands.js');
      this.#hands ??= new LogHands(this.#view.hands());
    }
    return await use(this.#hands);
  }

  use(use: (hands: LogHands) => unknown): void {
    this.withHands(use).catch(this.#view.report);
  }

  say(use: (announcements: Announcements) => void): void {
    import('./announcements.js').then(({Announcements}) => {
      this.#announcements ??= new Announcements(this.#view.log, this.#view.announcements());
      use(this.#announcements);
    }, this.#view.report);
  }

  /** Another conversation. */
  reset(): void {
    this.#hands?.reset();
  }

  stop(): void {
    this.#announcements?.stop();
  }
}
