/** What a log shows, from its chat or its host: what is new in it, and asking for more. */
import type {ConversationHandle, Message} from '@parlor/sdk';
import {ChatLoadEvent} from '../events.js';
import {growsFor} from '../internal/growing.js';
import {arrivals} from './arrivals.js';
import type {LogAids} from './log-aids.js';
import type {LogOpening} from './log-opening.js';
import {type Shown, shownOf} from './log-place.js';
import type {LogReading} from './log-reading.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';

/** Messages at the end that are looked at for one that has stopped growing. */
const tail = 50;

export type LogTimelineView = {
  readonly log: LogSettings;
  handle: () => ConversationHandle | undefined;
  rows: () => LogRows;
  reading: () => LogReading;
  opening: () => LogOpening;
  aids: () => LogAids;
  report: (error: unknown) => void;
};

export class LogTimeline {
  readonly #view: LogTimelineView;
  #asked: 'older' | 'newer' | undefined;
  /** Until a message that grows is taken for one that has stopped. */
  #stopping = new Map<string, ReturnType<typeof setTimeout>>();
  shown: Shown | undefined;

  constructor(view: LogTimelineView) {
    this.#view = view;
  }

  /** Another conversation. */
  clear(): void {
    this.shown = undefined;
    this.#asked = undefined;
    for (const timer of this.#stopping.values()) clearTimeout(timer);
    this.#stopping.clear();
  }

  isLoading = (edge: 'older' | 'newer'): boolean => this.shown?.loading === edge || this.#asked === edge;

  /** What is to be shown now; `ofChat` where the host gives no messages. */
  take(ofChat: Shown | undefined): void {
    const {log, rows, reading, opening} = this.#view;
    const before = this.shown;
    const timeline = log.messages ? shownOf(log) : ofChat;
    this.shown = timeline;
    if (timeline?.messages === before?.messages) return;
    this.#asked = undefined;
    rows().arriving = new Set();
    if (!timeline) return;
    if (log.messages && !before)
      reading().seen.reset(Math.max(0, ...timeline.messages.slice(-100).map(({seq}) => seq ?? 0)));
    if (opening().isOpening) opening().take(timeline);
    else if (before) this.#takeNew(before.messages, timeline);
  }

  #takeNew(before: readonly Message[], {messages, end}: Shown): void {
    const {log, rows, opening, aids, report} = this.#view;
    const {fresh, whole, failed} = arrivals(before, messages);
    if (failed > 0) aids().say((announcements) => announcements.failed(failed));
    this.#awaitStops(messages.slice(-tail));
    if (fresh.length + whole.length === 0 || !end) return;
    if (log.atEnd && fresh.length < 10) rows().arriving = new Set(fresh.map(({id}) => id));
    const others = [...fresh, ...whole].filter(
      ({own, deleted, content: {kind, growing}}) => !own && !deleted && !growing && kind !== 'system',
    );
    if (others.length > 0 && log.announce !== 'none') aids().say((announcements) => announcements.arrived(others));
    // Own messages that are on their way: written here and now.
    if (!fresh.some(({own, seq}) => own && seq === undefined)) return;
    opening().unreadFrom = undefined;
    queueMicrotask(() => void log.goToLatest().catch(report));
  }

  /** An answer whose author is gone never ends: what there is of it is said when it has stopped. */
  #awaitStops(messages: readonly Message[]): void {
    for (const message of messages) {
      const {id, own} = message;
      const ms = own ? 0 : growsFor(message, Date.now());
      if (ms === 0 && !this.#stopping.has(id)) continue;
      clearTimeout(this.#stopping.get(id));
      this.#stopping.delete(id);
      if (ms > 0)
        this.#stopping.set(
          id,
          setTimeout(() => this.#stopped(id), ms),
        );
    }
  }

  #stopped(id: string): void {
    const {log, aids} = this.#view;
    this.#stopping.delete(id);
    const message = this.shown?.messages.findLast((one) => one.id === id);
    if (!message?.content.growing || !message.content.text.trim() || !log.isConnected || log.announce === 'none')
      return;
    aids().say((announcements) => announcements.arrived([message]));
  }

  /** Asks for what lies beyond an edge, once. */
  load = (edge: 'older' | 'newer'): void => {
    const {log, handle, opening} = this.#view;
    if (this.shown?.loading !== 'none' || this.#asked || opening().isOpening) return;
    this.#asked = edge;
    const here = handle();
    if (!here) {
      log.dispatchEvent(new ChatLoadEvent(edge));
      return;
    }
    const done = () => {
      this.#asked = undefined;
      log.requestUpdate();
    };
    (edge === 'older' ? here.loadOlder() : here.loadNewer()).then(done, done);
  };

  /** Asks for what lies beyond an edge the reader has come near to (UX-L8). */
  loadNear(toStart: number, toEnd: number, near: number): void {
    if (!this.shown || this.shown.failed) return;
    if (!this.shown.start && toStart < near) this.load('older');
    if (!this.shown.end && toEnd < near) this.load('newer');
  }
}
