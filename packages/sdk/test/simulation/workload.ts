/** What people do, drawn from the seed. Every message says something that no other says, so that it can be found again. */
import type {Message} from '../../src/core/view.js';
import type {HistoryPolicy, Role} from '../../src/protocol/index.js';
import type {Intent} from './checker.js';
import type {Action} from './plan.js';
import type {Tab} from './tab.js';
import type {World} from './world.js';

export class Workload {
  readonly #world: World;
  #words = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody does something. */
  act(): void {
    const {dice, tabs, plan} = this.#world;
    const active = tabs.filter((tab) => tab.isActive);
    if (!active.length) return;
    const tab = dice.pick(active);
    const action = dice.weighted<Action>(plan.actions);
    const known = tab.chat.inbox.list().get().conversations;
    const conversation = known.length ? dice.pick(known).id : undefined;
    if (!conversation && action !== 'create' && action !== 'direct' && action !== 'profile') return;
    this.#do(tab, action, conversation ?? '');
  }

  /** What whoever comes in is to see of before: no dice, so that older seeds stay the worlds they were. */
  #shown(): {history?: HistoryPolicy} {
    return this.#world.plan.showsAll ? {history: this.#words % 3 ? 'all' : 'joined'} : {};
  }

  #do(tab: Tab, action: Action, id: string): void {
    const {dice} = this.#world;
    const note = (detail: string): void => this.#world.note(tab.name, `does ${action} ${detail}`);
    const others = this.#world.plan.users.filter((user) => user !== tab.user);
    const other = dice.pick(others);
    switch (action) {
      case 'create': {
        note('');
        const members = others.filter(() => dice.chance(0.7));
        return this.#expect(tab, tab.chat.createGroup({title: `room ${++this.#words}`, members, ...this.#shown()}));
      }
      case 'direct':
        note(other);
        return this.#expect(tab, tab.chat.direct(other));
      case 'profile':
        note('');
        return this.#expect(tab, tab.chat.updateProfile({name: `${tab.user} ${++this.#words}`}));
      case 'lookAway':
        note(id);
        return tab.lookAway(id);
    }
    const handle = tab.look(id);
    const {messages} = handle.timeline.get();
    const texts = messages.filter(({deleted, content}) => !deleted && content.kind === 'text');
    const mine = texts.filter(({own}) => own);
    const sent = texts.filter(({seq}) => seq !== undefined);
    const members = handle.members.get();
    switch (action) {
      case 'send':
      case 'mention':
        return this.send(tab, id, action === 'mention' ? {mention: other} : {});
      case 'burst':
        for (let left = dice.int(3, 8); left > 0; left--) this.send(tab, id);
        return;
      case 'reply':
        return this.send(tab, id, texts.length ? {replyTo: dice.pick(texts).id} : {});
      case 'edit': {
        if (!mine.length) return;
        const message = newest(dice.next(), mine);
        const text = `${message.content.text.split('~')[0]}~${++this.#words}`;
        note(`${message.id} to ${text}`);
        return this.#expect(tab, handle.edit(message.id, text));
      }
      case 'delete': {
        const message = newest(dice.next(), dice.chance(0.8) && mine.length ? mine : texts);
        if (!message) return;
        note(message.id);
        const intent = this.#world.intents.find((one) => one.message === message.id);
        if (intent) intent.isDeleted = true;
        const deleting = handle.delete(message.id);
        this.#expect(tab, deleting);
        deleting.then(
          () => {
            if (intent?.tab.user === tab.user && !tab.process.isDead) intent.deletePromisedIn.push(tab);
          },
          () => undefined,
        );
        return;
      }
      case 'react': {
        const message = newest(dice.next(), texts);
        if (!message) return;
        const key = dice.pick(['👍', '🎉']);
        const isOn = !message.reactions.some((one) => one.key === key && one.own);
        note(`${key} ${isOn} ${message.id}`);
        return this.#expect(tab, handle.react(message.id, key, dice.chance(0.85) ? isOn : !isOn));
      }
      case 'pinMessage': {
        const message = newest(dice.next(), sent);
        if (!message) return;
        note(`${!message.pinned} ${message.id}`);
        return this.#expect(tab, handle.pinMessage(message.id, dice.chance(0.85) ? !message.pinned : !!message.pinned));
      }
      case 'pins': {
        note(id);
        const listing = handle.pins().then((list) => void tab.pins.set(id, list));
        return this.#expect(tab, listing);
      }
      case 'read': {
        const seen = messages.filter(({seq}) => seq !== undefined);
        const seq = dice.chance(0.6) ? seen.at(-1)?.seq : seen.length ? dice.pick(seen).seq : undefined;
        if (seq === undefined) return;
        note(`${id} to ${seq}`);
        return handle.markRead(seq);
      }
      case 'look':
        return note(id);
      case 'older':
        note(id);
        return this.#expect(tab, handle.loadOlder());
      case 'jump': {
        if (!sent.length) return;
        const {seq = 0} = dice.pick(sent);
        note(`${id} to ${seq}`);
        tab.strayed.add(id);
        return this.#expect(tab, dice.chance(0.5) ? handle.goTo(seq) : handle.goToLatest());
      }
      case 'markUnread':
        note(id);
        return this.#expect(tab, handle.markUnread());
      case 'mute':
        note(id);
        return this.#expect(tab, handle.mute(dice.chance(0.5) ? Number.MAX_SAFE_INTEGER : 0));
      case 'pin':
        note(id);
        return this.#expect(tab, handle.pin(dice.chance(0.5)));
      case 'archive':
        note(id);
        return this.#expect(tab, handle.archive(dice.chance(0.5)));
      case 'clear':
        note(id);
        return this.#expect(tab, handle.clear());
      case 'draft':
        return handle.setDraft({text: `draft ${++this.#words}`});
      case 'typing':
        return handle.setTyping(dice.chance(0.7));
      case 'retry':
      case 'discard': {
        const failed = tab.chat.outbox.get().filter((item) => item.is === 'failed');
        if (!failed.length) return;
        const {opId, message} = dice.pick(failed);
        note(`${opId} of ${message}`);
        if (action === 'retry') return this.#expect(tab, tab.chat.outbox.retry(opId));
        for (const intent of this.#world.intents) if (intent.message === message) intent.isDiscarded = true;
        return this.#expect(tab, tab.chat.outbox.discard(opId));
      }
      case 'add':
        note(`${other} to ${id}`);
        return this.#expect(
          tab,
          handle.unban(other).then(() => handle.addMember(other)),
        );
      case 'remove':
      case 'ban': {
        note(`${other} from ${id}`);
        return this.#expect(tab, handle.removeMember(other, {ban: action === 'ban'}));
      }
      case 'role': {
        const role = dice.pick<Role>(['admin', 'member', 'moderator', 'observer', 'owner']);
        const user = members.length ? dice.pick(members).user : other;
        note(`${user} ${role} in ${id}`);
        return this.#expect(tab, handle.setRole(user, role));
      }
      case 'leave':
        note(id);
        return this.#expect(tab, handle.leave());
      case 'rename':
        note(id);
        return this.#expect(tab, handle.update({title: `room ${++this.#words}`, ...this.#shown()}));
      case 'info': {
        const message = newest(dice.next(), sent);
        if (!message) return;
        note(message.id);
        return this.#expect(tab, dice.chance(0.5) ? handle.receipts(message.id) : handle.reactions(message.id));
      }
    }
  }

  send(tab: Tab, id: string, {replyTo, mention}: {replyTo?: string; mention?: string} = {}): void {
    const {intents} = this.#world;
    const text = `${tab.user}#${++this.#words}`;
    const {id: message, queued} = tab.chat.send(id, {
      text,
      ...(replyTo !== undefined && {replyTo}),
      ...(mention !== undefined && {ranges: [{type: 'mention' as const, start: 0, end: 1, user: mention}]}),
    });
    const intent: Intent = {
      ...{n: intents.length, tab, conversation: id, message, text},
      ...{
        isQueued: false,
        isVolatile: false,
        isRefused: false,
        isDeleted: false,
        deletePromisedIn: [],
        isDiscarded: false,
      },
    };
    intents.push(intent);
    this.#world.note(tab.name, `sends ${text} as ${message} to ${id}`);
    queued.then(
      () => {
        if (tab.process.isDead) return;
        intent.isQueued = true;
        this.#world.tell('queued', intent);
      },
      () => {
        intent.isRefused = true;
      },
    );
  }

  /** What somebody did may fail, with a code. */
  #expect(tab: Tab, doing: Promise<unknown>): void {
    doing.catch((error: {code?: string; message: string; stack?: string}) => {
      this.#world.note(tab.name, `is told ${error.message}`);
      if (error.code === undefined) this.#world.fail('X', `${tab.name}: ${error.stack ?? error.message}`);
    });
  }
}

/** Mostly one of the newest. */
function newest(roll: number, messages: readonly Message[]): Message {
  return messages[Math.floor((1 - roll ** 3) * messages.length * 0.9999)] as Message;
}
