/** One broken mechanism each, and cases of the kit of which at least one has to see it. */
import type {Content, InboxRow, Message} from '@parlor/sdk/protocol';
import {signToken} from '../../src/conformance/token.js';
import type {Delivery, Domain} from '../../src/domain/domain.js';
import {Refusal} from '../../src/domain/refusal.js';
import type {AuditRecord} from '../../src/store/admin.js';
import type {MemberRecord, MessageRecord, Seat, UserRecord, Window} from '../../src/store/records.js';
import {type Bend, type BentDomain, secret} from './servers.js';

export type Mutant = {name: string; cases: string[]; bend: Bend; on?: 'rest' | 'socket'};

type Run = Domain['run'];
type AnyRun = (...args: Parameters<Run>) => Promise<unknown>;

/** Stands between the adapters and the domain's operations. */
const running =
  (between: (run: AnyRun, ...args: Parameters<Run>) => Promise<unknown>): BentDomain =>
  (domain) => ({
    run: ((...args: Parameters<Run>) => between((...inner) => domain.run(...inner), ...args)) as never,
  });

/** Changes what one operation answers. */
const answering = (name: string, change: (answer: never, input: never) => unknown): BentDomain =>
  running(async (run, ...args) => {
    const answer = await run(...args);
    return args[1] === name ? change(answer as never, args[2] as never) : answer;
  });

/** Changes what one operation is asked. */
const asking = (name: string, change: (input: never) => unknown): BentDomain =>
  running((run, actor, op, input, options) => run(actor, op, op === name ? change(input as never) : input, options));

const delivering =
  (change: (deliveries: readonly Delivery[]) => readonly Delivery[]): BentDomain =>
  (domain) => ({
    onDeliveries: ((listener: (deliveries: readonly Delivery[]) => void) =>
      domain.onDeliveries((deliveries) => listener(change(deliveries)))) as never,
  });

const everybody = new Set<string>();

export const mutants: Mutant[] = [
  {
    name: 'a message id sent twice is stored twice',
    cases: ['PWP-SEND-005.a', 'PWP-SEND-005.j'],
    bend: {
      store: (tx) => ({
        insertMessage: async (record: MessageRecord) =>
          (await tx.insertMessage(record)) ||
          tx.insertMessage({...record, id: record.id.replace(/^./, (letter) => (letter === 'x' ? 'y' : 'x'))}),
      }),
    },
  },
  {
    name: 'a pin hides the message from those who are gone',
    cases: ['PWP-PIN-006'],
    bend: {
      store: (tx) => ({
        updateMessage: (record: MessageRecord) =>
          tx.updateMessage({...record, rev: Math.max(record.rev, record.pinRev ?? 0)}),
      }),
    },
  },
  {
    name: 'a pin is listed to those who came behind its message',
    cases: ['PWP-PIN-005.c'],
    bend: {
      store: (tx) => ({
        pinnedMessages: (id: string, window: Window, limit: number) =>
          tx.pinnedMessages(id, {...window, from: 1}, limit),
      }),
    },
  },
  {
    name: 'a forwarded message does not say that it is one',
    cases: ['PWP-FORWARD-001'],
    bend: {
      store: (tx) => ({
        insertMessage: ({content: {forwarded: _, ...content}, ...record}: MessageRecord) =>
          tx.insertMessage({...record, content}),
      }),
    },
  },
  {
    name: 'what is sent later waits on, and comes again and again',
    cases: ['PWP-LATER-003.a'],
    bend: {store: () => ({removeLater: async () => undefined})},
  },
  {
    name: 'nobody knows how somebody voted before',
    cases: ['PWP-POLL-003.a'],
    bend: {
      store: (tx) => ({
        reactionTallies: async (...asked: Parameters<typeof tx.reactionTallies>) =>
          (await tx.reactionTallies(...asked)).map((tally) => ({...tally, own: false})),
      }),
    },
  },
  {
    name: 'a reminder waits on, and comes again and again',
    cases: ['PWP-REMIND-003.a'],
    bend: {store: () => ({removeReminder: async () => undefined})},
  },
  {
    name: 'each step of a message that grows is an edit',
    cases: ['PWP-GROW-002.a'],
    bend: {
      store: (tx) => ({
        updateMessage: (record: MessageRecord) =>
          tx.updateMessage(record.content.growing === undefined ? record : {...record, editedAt: record.ts}),
      }),
    },
  },
  {
    name: 'a register of notifications is set back',
    cases: ['PWP-NOTIFY-004.a'],
    bend: {
      store: (tx) => ({
        notified: async (user: string) => {
          const found = await tx.notified(user);
          return found && {...found, readUpTo: Math.max(0, found.readUpTo - 1)};
        },
      }),
    },
  },
  {
    name: 'what was taken out is counted',
    cases: ['PWP-NOTIFY-004.b'],
    bend: {
      store: (tx) => ({
        countNotifications: async (user: string, after: number) => ((await tx.notified(user))?.seq ?? 0) - after,
      }),
    },
  },
  {
    name: 'nobody remembers what was told before',
    cases: ['PWP-NOTIFY-001.b'],
    bend: {store: () => ({notification: async () => undefined})},
  },
  {
    name: 'nobody remembers when a member wrote last',
    cases: ['PWP-SLOW-002.a'],
    bend: {store: () => ({lastSent: async () => undefined})},
  },
  {
    name: 'a batch is undone by a message that must wait',
    cases: ['PWP-SLOW-003.a'],
    bend: {
      domain: running(async (run, ...args) => {
        const answer = (await run(...args)) as {results?: {ok: boolean; code?: string}[]};
        const held = answer.results?.find(({code}) => code === 'SLOW_MODE');
        return held ? {results: answer.results?.map(() => held)} : answer;
      }),
    },
  },
  {
    name: 'a search looks past what its reader may see',
    cases: ['PWP-SEARCH-003.b'],
    bend: {
      store: (tx) => ({
        messagesSeenBy: async (_: string, places: {conversation: string; seq: number}[]) => tx.messagesAt(places),
      }),
    },
  },
  {
    name: 'a search forgets where its page began',
    cases: ['PWP-SEARCH-004.a'],
    bend: {domain: asking('messages.search', ({cursor: _, ...input}: {cursor?: string}) => input)},
  },
  {
    name: 'ended sessions are cut and their tokens stay good',
    cases: ['PWP-AUTH-010.a'],
    bend: {store: () => ({endUntil: async () => undefined})},
  },
  {
    name: 'anybody does what is the host’s',
    cases: ['PWP-AUTHZ-001.user.erase', 'PWP-AUTHZ-001.conversation.remove'],
    bend: {domain: running((run, actor, ...args) => run({...actor, audience: 'parlor-admin'}, ...args))},
  },
  {
    name: 'the host reads a conversation and leaves nothing of it',
    cases: ['PWP-HOST-008'],
    bend: {
      store: (tx) => ({
        insertAudit: async (record: AuditRecord) =>
          record.operation === 'history.read' ? undefined : tx.insertAudit(record),
      }),
    },
  },
  {
    name: 'the host finds messages and leaves nothing of it',
    cases: ['PWP-HOST-012.b'],
    bend: {
      store: (tx) => ({
        insertAudit: async (record: AuditRecord) =>
          record.operation === 'messages.find' ? undefined : tx.insertAudit(record),
      }),
    },
  },
  {
    name: 'what the host finds begins anew with every page',
    cases: ['PWP-HOST-012.a'],
    bend: {domain: asking('messages.find', ({cursor: _, ...input}: {cursor?: string}) => input)},
  },
  {
    name: 'an entry of the audit names no other one',
    cases: ['PWP-AUDIT-002'],
    bend: {
      store: (tx) => ({
        insertAudit: (record: AuditRecord) => tx.insertAudit({...record, prevHash: '0'.repeat(64)}),
      }),
    },
  },
  {
    name: 'the audit keeps what somebody is called',
    cases: ['PWP-AUDIT-003'],
    bend: {
      store: (tx) => {
        let name = '';
        return {
          putUser: (record: UserRecord) => {
            name = record.name;
            return tx.putUser(record);
          },
          insertAudit: (record: AuditRecord) => tx.insertAudit({...record, targets: {...record.targets, name}}),
        };
      },
    },
  },
  {
    name: 'nothing is counted by day',
    cases: ['PWP-HOST-010'],
    bend: {store: () => ({dayTallies: async () => []})},
  },
  {
    name: 'who is not active comes in with a later token',
    cases: ['PWP-HOST-006.a'],
    bend: {
      store: (tx) => ({endUntil: (user: string, until: number) => tx.endUntil(user, Math.min(until, Date.now()))}),
    },
  },
  {
    name: 'who was removed goes on reading a conversation that keeps nothing',
    cases: ['PWP-MEMBER-007'],
    bend: {
      store: (tx) => ({
        member: async (conversation: string, user: string) => {
          const member = await tx.member(conversation, user);
          return member?.farewell
            ? {...member, farewell: {...member.farewell, meta: {...member.farewell.meta, purge: false}}}
            : member;
        },
      }),
    },
  },
  {
    name: 'what was before is unread for whoever comes in and sees it',
    cases: ['PWP-MEMBER-010.a', 'PWP-MEMBER-010.b'],
    bend: {
      store: (tx) => ({
        putMember: (record: MemberRecord) =>
          tx.putMember(record.visibleFrom < record.joinedSeq ? {...record, readPrivate: 0, readK: 0} : record),
      }),
    },
  },
  {
    name: 'whoever is let in again does not see what an earlier stay did not show',
    cases: ['PWP-MEMBER-010.b'],
    bend: {
      store: (tx) => ({
        putMember: async (record: MemberRecord) => {
          const before = await tx.member(record.conversation, record.user);
          const visibleFrom = Math.max(record.visibleFrom, before?.visibleFrom ?? 0);
          return tx.putMember({...record, visibleFrom});
        },
      }),
    },
  },
  {
    name: 'the log of operations is off',
    cases: ['PWP-SEND-007.a', 'PWP-SEND-007.b', 'PWP-SEND-007.d'],
    bend: {store: () => ({operation: async () => undefined})},
  },
  {
    name: 'an opId repeated with another input does it again',
    cases: ['PWP-SEND-007.c'],
    bend: {
      store: (tx) => ({
        operation: async (user: string, opId: string) => {
          const known = await tx.operation(user, opId);
          return known?.code === undefined ? undefined : known;
        },
        insertOperation: async () => undefined,
      }),
    },
  },
  {
    name: 'everybody counts as a member',
    cases: ['PWP-AUTHZ-005.conversation.get', 'PWP-AUTHZ-005.history.page'],
    bend: {
      store: (tx) => ({
        member: async (conversation: string, user: string) => {
          const known = await tx.member(conversation, user);
          const [seat] = known === undefined ? await tx.seats(conversation) : [];
          return known ?? (seat && {...(await tx.member(conversation, seat.user)), user});
        },
      }),
    },
  },
  {
    name: 'registers are not cut to the head',
    cases: ['PWP-REG-002.b'],
    bend: {
      domain: answering('own.set', (written: {row: InboxRow}, {read}: {read?: number}) => ({
        ...written,
        row: {...written.row, own: {...written.row.own, read: Math.max(written.row.own.read, read ?? 0)}},
      })),
    },
  },
  {
    name: 'registers fall',
    cases: ['PWP-REG-002.a', 'PWP-REG-002.c'],
    bend: {
      store: (tx) => ({
        member: async (conversation: string, user: string) => {
          const known = await tx.member(conversation, user);
          return known && {...known, read: 0, readPrivate: 0, cleared: 0, delivered: 0};
        },
      }),
    },
  },
  {
    name: 'unread is one too many',
    cases: ['PWP-UNREAD-001.a', 'PWP-UNREAD-002'],
    bend: {
      domain: answering('conversation.get', (answer: {row: InboxRow}) => ({
        ...answer,
        row: {...answer.row, unread: answer.row.unread + 1},
      })),
    },
  },
  {
    name: 'own messages count as unread',
    cases: ['PWP-UNREAD-001.a', 'PWP-REG-005'],
    bend: {
      store: (tx) => ({
        tallies: async (...args: Parameters<typeof tx.tallies>) =>
          (await tx.tallies(...args)).map((tally) => ({...tally, own: 0})),
      }),
    },
  },
  {
    name: 'seq has holes',
    cases: ['PWP-SEQ-001.b', 'PWP-SEQ-004.b'],
    bend: {
      store: (tx) => ({
        conversation: async (id: string, lock?: 'lock') => {
          const known = await tx.conversation(id, lock);
          return known && lock ? {...known, seq: known.seq + 1} : known;
        },
      }),
    },
  },
  {
    name: 'another user’s cursor is taken',
    cases: ['PWP-SYNC-002.a', 'PWP-SYNC-002.b'],
    bend: {
      domain: answering('sync', ({reset, ...answer}: {reset?: string}) =>
        reset === 'cursor' ? {...answer, rows: []} : {reset, ...answer},
      ),
    },
  },
  {
    name: 'page tokens are not bound to user and list',
    cases: ['PWP-SYNC-002.d'],
    bend: {
      domain: running(async (run, actor, op, input, options) =>
        run(actor, op, input, options).catch((error: unknown) => {
          if (!(error instanceof Refusal && error.code === 'CURSOR_INVALID')) throw error;
          const {after: _, ...rest} = input as {after: string};
          return run(actor, op, rest, options);
        }),
      ),
    },
  },
  {
    name: 'tombstones keep the text',
    cases: ['PWP-MODEL-001.a', 'PWP-MODEL-001.b'],
    bend: {
      store: (tx) => ({
        updateMessage: async (record: MessageRecord) => {
          const before = await tx.message(record.conversation, record.id);
          await tx.updateMessage(
            record.deleted === undefined || before === undefined ? record : {...record, content: before.content},
          );
        },
      }),
    },
  },
  {
    name: 'unknown fields are accepted',
    cases: ['PWP-WRITE-004.message.send', 'PWP-WRITE-004.a'],
    bend: {
      domain: asking('message.send', ({conversation, id, content, replyTo, clientTs}: Record<string, unknown>) => ({
        conversation,
        id,
        content: {text: (content as Content).text},
        ...(replyTo !== undefined && {replyTo}),
        ...(clientTs !== undefined && {clientTs}),
      })),
    },
  },
  {
    name: 'the end of a token is ignored',
    cases: ['PWP-AUTH-002.a'],
    on: 'rest',
    bend: {
      proxy: {
        headers(headers) {
          const [, body, signature] = headers['authorization']?.split('.') ?? [];
          if (body === undefined || signature === undefined) return;
          const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as {iat?: number; exp?: number};
          const now = Math.floor(Date.now() / 1000);
          if (typeof claims.exp === 'number' && claims.exp <= now)
            headers['authorization'] = `Bearer ${signToken(secret, {...claims, iat: now, exp: now + 60})}`;
        },
      },
    },
  },
  {
    name: 'tokens that are not signed are believed',
    cases: ['PWP-AUTH-001.a'],
    on: 'rest',
    bend: {
      proxy: {
        headers(headers) {
          const [head, body] = headers['authorization']?.replace('Bearer ', '').split('.') ?? [];
          if (head === undefined || body === undefined || !Buffer.from(head, 'base64url').toString().includes('none'))
            return;
          headers['authorization'] =
            `Bearer ${signToken(secret, JSON.parse(Buffer.from(body, 'base64url').toString()) as object as Record<string, unknown>)}`;
        },
      },
    },
  },
  {
    name: 'failures come with status 200',
    cases: ['PWP-ERROR-001.a'],
    on: 'rest',
    bend: {proxy: {answer: (answer) => void (answer.status = 200)}},
  },
  {
    name: 'private reads are told',
    cases: ['PWP-RECEIPT-002'],
    on: 'socket',
    bend: {
      store: (tx) => ({
        putMember: (record: MemberRecord) => tx.putMember({...record, read: Math.max(record.read, record.readPrivate)}),
      }),
    },
  },
  {
    name: 'who was removed reads on',
    cases: ['PWP-MEMBER-002.c'],
    on: 'socket',
    bend: {
      domain: (domain) => ({
        run: (async (...args: Parameters<Run>) => {
          const [actor, op, input] = args;
          everybody.add(actor.user);
          const answer = (await domain.run(...args)) as {messages?: Message[]};
          if (op !== 'history.page') return answer;
          // somebody who is there reads for them
          for (const user of everybody) {
            const other = (await domain.run({...actor, user}, op, input).catch(() => answer)) as {messages: Message[]};
            if (other.messages.length > (answer.messages?.length ?? 0)) return other;
          }
          return answer;
        }) as never,
      }),
    },
  },
  {
    name: 'everybody has the rights of an owner',
    cases: ['PWP-MEMBER-001.b', 'PWP-EDIT-004.b'],
    bend: {
      store: (tx) => ({
        seats: async (conversation: string) =>
          (await tx.seats(conversation)).map((seat): Seat => ({...seat, role: 'owner'})),
      }),
    },
  },
  {
    name: 'the last owner may go',
    cases: ['PWP-MEMBER-001.d', 'PWP-MEMBER-001.e'],
    bend: {store: () => ({joinedOwners: async () => 2})},
  },
  {
    name: 'a repeated reaction is a change',
    cases: ['PWP-EDIT-005.a', 'PWP-SEQ-004.a'],
    bend: {
      store: (tx) => ({
        reaction: async (...args: Parameters<typeof tx.reaction>) => {
          const known = await tx.reaction(...args);
          return known?.on ? {...known, on: false} : known;
        },
      }),
    },
  },
  {
    name: 'cancellations are forgotten',
    cases: ['PWP-SEND-009.a'],
    bend: {store: () => ({isReserved: async () => false})},
  },
  {
    name: 'newcomers see what was before',
    cases: ['PWP-AUTHZ-004.a', 'PWP-HISTORY-005'],
    bend: {
      store: (tx) => ({
        member: async (conversation: string, user: string) => {
          const known = await tx.member(conversation, user);
          return known && {...known, visibleFrom: 1};
        },
      }),
    },
  },
  {
    name: 'every second change is not told',
    cases: ['PWP-FRAME-003.a'],
    on: 'socket',
    bend: {
      domain: delivering((deliveries) =>
        deliveries.filter(({frame}) => frame.type !== 'changes' || frame.to % 2 === 0),
      ),
    },
  },
  {
    name: 'changes are told to everybody',
    cases: ['PWP-FRAME-005.b'],
    on: 'socket',
    bend: {
      domain: (domain) => ({
        hello: ((...args: Parameters<Domain['hello']>) => {
          everybody.add(args[0].user);
          return domain.hello(...args);
        }) as never,
        onDeliveries: ((listener: (deliveries: readonly Delivery[]) => void) =>
          domain.onDeliveries((deliveries) =>
            listener(deliveries.map((delivery) => ({...delivery, to: [...everybody]}))),
          )) as never,
      }),
    },
  },
  {
    name: 'clientTs is not cut',
    cases: ['PWP-TIME-002'],
    bend: {
      domain: answering(
        'message.send',
        (written: {changes: {message: Message}[]}, {clientTs}: {clientTs?: number}) => ({
          ...written,
          changes: written.changes.map((change) => ({...change, message: {...change.message, clientTs}})),
        }),
      ),
    },
  },
  {
    name: 'deltas leave out the members',
    cases: ['PWP-SYNC-008.a', 'PWP-MEMBER-002.a'],
    bend: {
      domain: answering('conversation.delta', (answer: {changes: {type: string}[]}) => ({
        ...answer,
        changes: answer.changes.filter(({type}) => type !== 'member'),
      })),
    },
  },
  {
    name: 'before includes its seq',
    cases: ['PWP-HISTORY-001.b'],
    bend: {
      domain: asking('history.page', ({before, ...input}: {before?: number}) => ({
        ...input,
        ...(before !== undefined && {before: before + 1}),
      })),
    },
  },
  {
    name: 'around a time is around the newest',
    cases: ['PWP-HISTORY-006.a'],
    bend: {
      domain: asking('history.page', ({aroundTs: _, ...input}: {aroundTs?: number}) => input),
    },
  },
  {
    name: 'around a time passes over the first message of it',
    cases: ['PWP-HISTORY-006.a'],
    bend: {
      domain: asking('history.page', ({aroundTs, ...input}: {aroundTs?: number}) => ({
        ...input,
        ...(aroundTs !== undefined && {aroundTs: aroundTs + 86_400_000}),
      })),
    },
  },
  {
    name: 'mentions are not those of the last edit',
    cases: ['PWP-UNREAD-001.c'],
    bend: {
      store: (tx) => ({
        setMentions: async (conversation: string, seq: number, users: readonly string[], silent?: readonly string[]) =>
          users.length > 0 ? tx.setMentions(conversation, seq, users, silent) : undefined,
      }),
    },
  },
  {
    name: 'text is normalised',
    cases: ['PWP-SEND-004.e'],
    bend: {
      store: (tx) => ({
        insertMessage: (record: MessageRecord) =>
          tx.insertMessage({
            ...record,
            content: {...record.content, text: record.content.text.normalize('NFKC').trim()},
          }),
      }),
    },
  },
  {
    name: 'a refusal ends its batch',
    cases: ['PWP-BATCH-002.a'],
    bend: {
      domain: running(async (run, actor, op, input, options) => {
        if (op !== 'ops.push') return run(actor, op, input, options);
        const results: unknown[] = [];
        for (const item of (input as {ops: unknown[]}).ops) {
          const answer = (await run(actor, op, {ops: [item]}, options)) as {results: {ok: boolean}[]};
          results.push(...answer.results);
          if (answer.results[0]?.ok === false) break;
        }
        return {results};
      }),
    },
  },
  {
    name: 'typing goes to strangers',
    cases: ['PWP-EPH-005.a'],
    on: 'socket',
    bend: {
      domain: (domain) => ({
        hello: ((...args: Parameters<Domain['hello']>) => {
          everybody.add(args[0].user);
          return domain.hello(...args);
        }) as never,
        typingAudience: (async () => [...everybody]) as never,
      }),
    },
  },
  {
    name: 'presence of strangers is told',
    cases: ['PWP-EPH-004.a'],
    bend: {
      domain: () => ({
        visiblePeople: (async (_actor: unknown, users: readonly string[]) =>
          users.map((user) => ({user, name: user, rev: 0}))) as never,
      }),
    },
  },
  {
    name: 'a block stops nobody from writing',
    cases: ['PWP-BLOCK-002.a', 'PWP-BLOCK-003.a'],
    bend: {store: () => ({setBlocked: async () => undefined})},
  },
  {
    name: 'who is blocked is seen by the blocker',
    cases: ['PWP-BLOCK-003.c'],
    on: 'socket',
    bend: {domain: () => ({apart: (async () => new Set()) as never})},
  },
  {
    name: 'a mention by somebody who is blocked counts',
    cases: ['PWP-BLOCK-005.a'],
    bend: {
      store: (tx) => ({
        setMentions: async (
          conversation: string,
          seq: number,
          users: readonly string[],
          silent: readonly string[] = [],
        ) => tx.setMentions(conversation, seq, [...users, ...silent]),
      }),
    },
  },
  {
    name: 'an erased person is still blocked',
    cases: ['PWP-BLOCK-008'],
    bend: {store: () => ({removeBlock: async () => undefined, blocksAround: async () => []})},
  },
  {
    name: 'the same is reported again and again',
    cases: ['PWP-REPORT-002'],
    bend: {store: () => ({openReport: async () => undefined})},
  },
  {
    name: 'a report forgets what it was about',
    cases: ['PWP-REPORT-003'],
    bend: {
      store: (tx) => ({
        putReport: (async (record) => tx.putReport({...record, evidence: undefined})) as typeof tx.putReport,
      }),
    },
  },
  {
    name: 'what one moderator has in hand anybody takes',
    cases: ['PWP-REPORT-006.a', 'PWP-REPORT-006.b'],
    bend: {
      store: (tx) => ({
        report: (async (id) => {
          const record = await tx.report(id);
          return record && {...record, state: 'open'};
        }) as typeof tx.report,
      }),
    },
  },
  {
    name: 'of what reports are asked for only the state counts',
    cases: ['PWP-REPORT-004.c'],
    bend: {
      store: (tx) => ({
        reports: (async ({state, after, limit}) => tx.reports({state, after, limit})) as typeof tx.reports,
      }),
    },
  },
  {
    name: 'a bot’s commands outlive it',
    cases: ['PWP-COMMAND-001.a', 'PWP-COMMAND-004'],
    bend: {
      store: (tx) => ({
        putCommands: (async (record) =>
          record.commands.length > 0 ? tx.putCommands(record) : undefined) as typeof tx.putCommands,
      }),
    },
  },
  {
    name: 'reports keep the words of the erased',
    cases: ['PWP-REPORT-005'],
    bend: {store: () => ({forgetInReports: async () => undefined})},
  },
];
