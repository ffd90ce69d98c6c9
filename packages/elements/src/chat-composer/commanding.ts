/** Texts that begin with a `/`: commands, run when they are sent (UX-C9). Their code comes with the first. */
import type {Composer} from './composer-fields.js';

type Host = Composer & {value: string; send(): void; dispatchEvent(event: Event): boolean};

type Options = {say: (problem: string) => void; report: (error: unknown) => void};

export class Commanding {
  readonly #host: Host;
  readonly #options: Options;
  /** The text that begins with an unknown command and may be sent as it is. */
  #confirmed = '';

  constructor(host: Host, options: Options) {
    this.#host = host;
    this.#options = options;
  }

  /** Whether what would be sent is a command. */
  get isOne(): boolean {
    const {commands, editing, value} = this.#host;
    return !!commands && !editing && value.trimStart().startsWith('/') && value !== this.#confirmed;
  }

  /** Runs it, or asks once whether an unknown one is to be sent as text. */
  async run(): Promise<void> {
    const {value: text} = this.#host;
    try {
      const {runCommand} = await import('./commands.js');
      if (this.#host.value !== text) return;
      const problem = runCommand(this.#host, text);
      if (problem === undefined) return;
      this.#confirmed = text;
      if (problem) this.#options.say(problem);
      else this.#host.send();
    } catch (error) {
      this.#options.report(error);
    }
  }
}
