/**
 * Asks before a message is stored or changed (PWP-SCREEN-001): outside of any transaction, for an answer may take its time. What was
 * stored or refused before is not asked about again.
 */
import type {Limits} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {ReadTransaction} from '../store/store.js';
import {isBlocked} from './block-marks.js';
import {acceptContent} from './content.js';
import type {Actor} from './domain.js';
import type {Write} from './durable.js';
import {Refusal} from './refusal.js';
import {type Draft, replaced, type ScreenOptions, type Verdict} from './screen.js';
import {assertText, beginningOf} from './text.js';
import {isHost} from './visibility.js';

type Asked = Extract<Write, {name: 'message.send' | 'message.edit'}>;
type Around = {
  clock: Clock;
  limits: Limits;
  read<Result>(actor: Actor, read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
};

const reasonLength = 200;
const againAfterMs = 2_000;

export const isScreened = (write: Write): write is Asked =>
  write.name === 'message.send' || write.name === 'message.edit';

export class Screen {
  readonly #options: Pick<ScreenOptions, 'ask'> &
    Record<'timeoutMs' | 'atOnce' | 'mostWaiting', number> & {failOpen: boolean};
  readonly #told: Pick<ScreenOptions, 'decided' | 'failed'>;
  readonly #around: Around;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(options: ScreenOptions, around: Around) {
    const {ask, timeoutMs = 5_000, atOnce = 64, mostWaiting = 1_000, failOpen = false} = options;
    this.#options = {ask, timeoutMs, atOnce, mostWaiting, failOpen};
    this.#told = {decided: options.decided, failed: options.failed};
    this.#around = around;
  }

  /**
   * Nothing, where it need not be asked: the transaction finds that it came before, or refuses it anyway.
   * @throws {Refusal} UNAVAILABLE where there was no answer, and SESSION_REVOKED
   */
  async of(actor: Actor, write: Write, opId: string | undefined): Promise<Verdict | undefined> {
    if (!isScreened(write) || !this.#isFit(write)) return undefined;
    const files = await this.#around.read(actor, async (tx) =>
      (await isNew(tx, actor, write, opId)) ? filesOf(tx, actor, write) : undefined,
    );
    if (!files) return undefined;
    const began = this.#around.clock.now();
    const took = (): number => this.#around.clock.now() - began;
    try {
      const verdict = this.#checked(write, await this.#ask(draftOf(actor, write, files)));
      this.#told.decided?.(verdict.do, took());
      return verdict;
    } catch (error) {
      this.#told.decided?.('failed', took());
      this.#told.failed?.(error, actor);
      if (this.#options.failOpen) return {do: 'allow'};
      throw new Refusal('UNAVAILABLE', 'nobody could say whether this may be sent', {retryAfterMs: againAfterMs});
    }
  }

  /**
   * Those of a batch, each with its verdict.
   * @throws {Refusal} as `of`: then nothing of the batch is done
   */
  all<Item extends {opId: string} & ({write: Write} | {refusal: Refusal})>(
    actor: Actor,
    items: readonly Item[],
  ): Promise<(Item & {verdict?: Verdict | undefined})[]> {
    return Promise.all(
      items.map(async (item) =>
        'write' in item ? {...item, verdict: await this.of(actor, item.write, item.opId)} : item,
      ),
    );
  }

  /** Anything else the transaction refuses without its being asked about. */
  #isFit({input: {content}}: Asked): boolean {
    try {
      // an edit may be without words where files stay
      acceptContent(content.text.trim() === '' ? {...content, text: '.', ranges: []} : content, this.#around.limits);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  async #ask(draft: Draft): Promise<Verdict> {
    const {ask, timeoutMs, atOnce} = this.#options;
    if (this.#running >= atOnce) await this.#turn();
    else this.#running++;
    let cancel: (() => void) | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        cancel = this.#around.clock.after(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
      });
      return await Promise.race([Promise.resolve(draft).then(ask), late]);
    } finally {
      cancel?.();
      // whose turn it is takes the place over
      const [next] = this.#waiting;
      if (next) next();
      else this.#running--;
    }
  }

  /** The place of one that is done, waited for no longer than an answer is: who asked has given up by then, and comes again. */
  #turn(): Promise<void> {
    const {timeoutMs, mostWaiting} = this.#options;
    if (this.#waiting.size >= mostWaiting) throw new Error('too many drafts wait to be asked about');
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        cancel();
        this.#waiting.delete(begin);
        settle();
      };
      const begin = (): void => end(resolve);
      const cancel = this.#around.clock.after(timeoutMs, () =>
        end(() => reject(new Error(`not asked within ${timeoutMs} ms`))),
      );
      this.#waiting.add(begin);
    });
  }

  /** @throws for an answer that is none, and for words that could not be stored */
  #checked({input}: Asked, verdict: Verdict): Verdict {
    if (verdict.do === 'allow') return {do: 'allow'};
    if (verdict.do === 'refuse') {
      const {reason} = verdict;
      if (reason === undefined) return {do: 'refuse'};
      assertText(reason, 'reason');
      return {do: 'refuse', reason: beginningOf(reason, reasonLength)};
    }
    const {text, ranges} = verdict;
    assertText({text, ranges});
    acceptContent(replaced(input.content, {text, ranges}), this.#around.limits);
    return {do: 'replace', text, ranges};
  }
}

const draftOf = ({user}: Actor, {name, input}: Asked, files: NonNullable<Draft['files']>): Draft => ({
  kind: name === 'message.send' ? 'send' : 'edit',
  conversation: input.conversation,
  message: input.id,
  sender: user,
  content: input.content,
  ...(files.length > 0 && {files}),
  ...('replyTo' in input && input.replyTo !== undefined && {replyTo: input.replyTo}),
});

/** Those that are not theirs, or of another place, the transaction refuses. */
async function filesOf(
  tx: ReadTransaction,
  {user}: Actor,
  {input: {conversation, content}}: Asked,
): Promise<NonNullable<Draft['files']>> {
  const ids = content.attachments?.map(({id}) => id) ?? [];
  if (ids.length === 0) return [];
  const theirs = (await tx.uploads(ids)).filter(
    (upload) => upload.user === user && upload.conversation === conversation,
  );
  const found = new Map(theirs.map(({id, name, size, file}) => [id, {id, name, size, ...(file && {type: file.type})}]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Neither done nor refused before, and of somebody who is there, where something can be written. */
async function isNew(
  tx: ReadTransaction,
  actor: Actor,
  {name, input: {conversation, id}}: Asked,
  opId: string | undefined,
): Promise<boolean> {
  const {user} = actor;
  if (opId !== undefined && (await tx.operation(user, opId))) return false;
  if (name === 'message.send' && (await tx.message(conversation, id))) return false;
  if ((await tx.member(conversation, user))?.state !== 'joined') return false;
  const place = await tx.conversation(conversation);
  return place?.status === 'open' && (isHost(actor) || !isBlocked(place));
}
