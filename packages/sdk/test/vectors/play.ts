/** Plays a vector to a chat of ours, and reads the view off it in the words of the vectors. */

import type {Chat, ConversationHandle} from '../../src/client/api.js';
import {startChat} from '../../src/client/chat.js';
import * as more from '../../src/client/on-demand.js';
import * as rules from '../../src/client/rules.js';
import {createSession} from '../../src/client/session.js';
import * as vanished from '../../src/client/vanished.js';
import {memoryStorage} from '../../src/storage/memory.js';
import {FakePage} from '../chats.js';
import {FakeClock} from '../fake-clock.js';
import {ScriptedServer} from './scripted-server.js';
import type {Step, Vector} from './vector.js';

let names = 0;

/** The view of everything the vector names, after this script. */
export async function play(vector: Vector, script: readonly Step[]): Promise<Record<string, unknown>> {
  const clock = new FakeClock();
  const server = new ScriptedServer(vector, clock);
  const storage = memoryStorage();
  const chat = startChat(
    {url: 'https://chat.example', user: vector.user, name: `vector-${++names}`, getToken: () => 'token'},
    {
      clock,
      random: () => 0.5,
      page: new FakePage(),
      // malformed frames are reported, and that is all
      onError: () => undefined,
      openStorage: async () => storage,
      session: async (given) => createSession(given),
      transport: () => server.transport,
      sharing: () => undefined,
      tabParts: async () => undefined,
      rules: async () => rules,
      vanished: async () => vanished,
      more: async () => more,
      files: () => import('../../src/client/files.js'),
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    },
  );
  try {
    const isOnline = (): boolean => chat.connection.get().is === 'online';
    await until(clock, isOnline, 'it is online');
    if (vector.shows !== undefined) chat.conversation(vector.shows).open();
    await clock.advance(3_000);

    server.begin();
    for (const step of script) {
      if ('frame' in step) server.say(step.frame);
      else if ('ephemeral' in step) server.sayEphemeral(step.ephemeral);
      else if ('pass' in step) await clock.advance(step.pass);
      else if ('scroll' in step) await scroll(chat.conversation(vector.shows ?? ''), step.scroll, clock);
      else {
        server.cut(step.reconnect);
        await until(clock, () => server.hellos.length > 1 && isOnline(), 'it is online again');
        await clock.advance(3_000);
      }
      await clock.advance(1);
    }
    await clock.advance(vector.settleMs ?? 5_000);
    return await viewOf(vector, chat, server, clock);
  } finally {
    await chat.close();
  }
}

/** Like the clock's own; but code that is loaded when it is needed comes in the machine's time, which no hand turns. */
async function until(clock: FakeClock, isSo: () => boolean, what: string): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    try {
      return await clock.until(isSo, what);
    } catch (error) {
      if (signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function scroll(conversation: ConversationHandle, to: 'start' | 'end', clock: FakeClock): Promise<void> {
  if (to === 'end') {
    const going = conversation.goToLatest();
    await clock.advance(500);
    return going;
  }
  for (let pages = 0; pages < 50 && !conversation.timeline.get().start; pages++) {
    void conversation.loadOlder();
    await clock.advance(500);
  }
}

async function viewOf(
  vector: Vector,
  chat: Chat,
  server: ScriptedServer,
  clock: FakeClock,
): Promise<Record<string, unknown>> {
  const id = vector.shows ?? Object.keys(vector.after.conversations)[0] ?? '';
  const conversation = chat.conversation(id);
  const {messages, readAt} = conversation.timeline.get();
  const {cursor, epoch} = server.hellos.at(-1) ?? {};
  const asked = [...server.asked];
  const view = {
    inbox: chat.inbox.list().get().conversations,
    conversation: conversation.state.get(),
    messages: messages.map(({content, editedAt, replyTo, reactions, ...rest}) => ({
      ...rest,
      text: content.text,
      kind: content.kind,
      edited: editedAt !== undefined,
      quote: replyTo,
      // the protocol gives keys no order
      reactions: reactions.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    })),
    members: conversation.members.get(),
    typing: conversation.typing.get(),
    totals: chat.inbox.totals.get(),
    readAt,
    asked,
    resumed: {cursor, epoch},
  };
  if (!('resumes' in vector.view)) return view;
  server.cut();
  const before = server.hellos.length;
  await until(clock, () => server.hellos.length > before, 'it connects again');
  const next = server.hellos.at(-1);
  return {...view, resumes: {cursor: next?.cursor, epoch: next?.epoch}};
}

/** What of the view is otherwise than expected, as sentences. Fields the vector does not name are free. */
export function differences(
  expected: Record<string, unknown>,
  view: Record<string, unknown>,
  isGiven: boolean,
): string[] {
  const {asked, notAsked, ...rest} = expected as {asked?: unknown[]; notAsked?: string[]};
  const found = differ(rest, view, '');
  const questions = view['asked'] as {op: string; input: unknown}[];
  // which questions had to be asked depends on the order in which things came
  if (!isGiven) return found;
  for (const question of asked ?? []) {
    if (!questions.some((other) => differ(question, other, '').length === 0))
      found.push(`never asked: ${JSON.stringify(question)}`);
  }
  for (const op of notAsked ?? []) if (questions.some((other) => other.op === op)) found.push(`asked: ${op}`);
  return found;
}

function differ(expected: unknown, actual: unknown, path: string): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path} is ${JSON.stringify(actual)}`];
    const lengths =
      expected.length === actual.length
        ? []
        : [`${path} has ${actual.length} instead of ${expected.length}: ${JSON.stringify(actual)}`];
    return [...lengths, ...expected.flatMap((item, at) => differ(item, actual[at], `${path}[${at}]`))];
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [`${path} is ${JSON.stringify(actual)}`];
    return Object.entries(expected).flatMap(([name, value]) =>
      differ(value, (actual as Record<string, unknown>)[name], `${path}.${name}`),
    );
  }
  return Object.is(expected, actual)
    ? []
    : [`${path} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}
