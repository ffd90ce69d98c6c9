import type {BotCommand, Person} from '@parlor/sdk';
import type {ReactiveController} from 'lit';
import type {Composer} from './composer-fields.js';
import type {DraftBox} from './draft-box.js';
import type {SuggestionList} from './suggestion-list.js';
import type {Suggestion} from './suggestion-sources.js';

/** What a list may follow from; anything else needs no code for it. */
const mayOpen = (text: string): boolean => /[@:]|^\//.test(text);

/** Brings the list of suggestions when one is first due, and writes what is chosen there into the box. */
export class Suggesting implements ReactiveController {
  list: SuggestionList | undefined;
  #host: Composer;
  #box: DraftBox;

  constructor(host: Composer, box: DraftBox) {
    this.#host = host;
    this.#box = box;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.list?.close();
  }

  /** Looks at the text before the caret. @throws if the code for it cannot be loaded */
  async follow(area: HTMLTextAreaElement): Promise<void> {
    if (!this.list && !mayOpen(area.value)) return;
    if (!this.list) {
      const [{SuggestionList}, {sourcesFor}] = await Promise.all([
        import('./suggestion-list.js'),
        import('./suggestion-sources.js'),
      ]);
      const host = this.#host;
      this.list ??= new SuggestionList(host, {
        sources: sourcesFor({
          people: (query, signal) => this.#people(query, signal),
          commands: () => host.commands ?? [],
          botCommands: () => this.#botCommands(),
          locale: () => host.settings.locale,
        }),
        take: (start, chosen) => this.#take(area, start, chosen),
      });
    }
    if (this.#host.isConnected) this.list.follow(area);
  }

  #take(area: HTMLTextAreaElement, start: number, {text, person}: Suggestion): void {
    area.setSelectionRange(start, area.selectionEnd);
    this.#host.insert(`${text} `);
    const {now} = this.#box;
    if (person)
      this.#box.typed(now.text, [...now.ranges, {type: 'mention', start, end: start + text.length, user: person.id}]);
  }

  async #botCommands(): Promise<readonly {command: BotCommand; by: string}[]> {
    const {handle} = this.#box;
    const {client} = this.#host;
    if (!handle || !client) return [];
    const {botCommands} = await import('./bot-commands.js');
    const found = await botCommands(handle);
    return found.map((command) => ({command, by: client.people.person(command.bot).get().name}));
  }

  async #people(query: string, signal: AbortSignal): Promise<readonly Person[]> {
    const {mentions, client} = this.#host;
    if (mentions) return mentions(query, signal);
    const members = this.#box.handle?.members.get() ?? [];
    if (!client) return [];
    return members
      .filter(({user, state}) => state === 'joined' && user !== client.user)
      .map(({user}) => client.people.person(user).get());
  }
}
