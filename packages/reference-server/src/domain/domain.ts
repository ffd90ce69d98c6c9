/**
 * The door of the domain: every rule of the product behind one function. Adapters (REST, sockets) hand it a name of the
 * operations table and an input; it checks the input, decides inside one transaction of the store, and answers after the
 * commit. Nothing in the domain knows of SQL, sockets or HTTP.
 */
import type {
  Cursor,
  DeviceId,
  Epoch,
  HelloFrame,
  Limits,
  NotificationState,
  OperationName,
  OutputOf,
  Profile,
  ServerFrame,
  UserId,
} from '@parlor/sdk/protocol';
import type {WriteTransaction} from '../store/store.js';
import type {Ages, SweepOptions, Swept} from './ages.js';
import type {FileDesk} from './file-access.js';
import type {NoticeDesk} from './notice-access.js';
import type {PreviewDesk} from './preview-access.js';
import type {WebhookDesk} from './webhook-access.js';

/** Who asks, as proven by their token. `claims` fill the profile at the first hello and whenever they change. */
export type Actor = {
  user: UserId;
  device: DeviceId;
  audience: 'parlor' | 'parlor-bot' | 'parlor-admin';
  claims: {name?: string; picture?: string; locale?: string; guest?: boolean};
  /** When the token was made that proves it, by its issuer's clock: after the sessions were ended, it proves nothing. */
  issuedAt?: number;
  /** Of what they asked, where its caller traces it: it stands in the log's lines about it. */
  trace?: Trace;
};

/** A W3C trace and the caller's span in it. */
export type Trace = {traceId: string; spanId: string};

/**
 * What a commit gives out: a frame and the people it is for. Frames of one conversation come in the order of their seq,
 * each exactly once, and only to people who may see it (I11). `presence` of a person is not here: it never touches the store.
 */
export type Delivery = {to: readonly UserId[]; frame: ServerFrame};

/** What a commit changed without giving out frames: the inbox rows these people have of a conversation are to be read again. */
export type Touched = {conversation: string; users: readonly UserId[]};

/** Operations that live in the connection layer: they need sockets or tokens, not the store alone. */
export type LiveOperation = 'presence.set' | 'presence.watch' | 'typing.set' | 'auth.refresh' | 'session.revoke';
export type DomainOperation = Exclude<OperationName, LiveOperation>;

export type Chosen = 'auto' | 'away' | 'dnd' | 'offline';

/** Where other nodes write the same database. */
export interface Others {
  /** Gives what they committed to the listeners; `isHere` tells whom it is read for. Once at a time. */
  catchUp(isHere: (user: UserId) => boolean): Promise<void>;
  /** Called when there may be something to catch up with; it is not when a hint was lost. Returns how to stop. */
  onHint(listener: () => void): () => void;
  /** Gives the others hints another way from now on; `say` answers whether it could. */
  hintBy(say: () => boolean): void;
  /** Milliseconds since what they committed was read last. */
  behindMs(): number;
}

export interface Domain {
  readonly others?: Others | undefined;
  readonly epoch: Epoch;
  /** Every limit as it is set here: the hello tells them (PWP-LIMIT-001). */
  readonly limits: Limits;

  /**
   * Runs one operation. `input` is unchecked. `opId` makes a durable one idempotent.
   * @throws {Refusal} with a code of the failure table.
   */
  run<Name extends DomainOperation>(
    actor: Actor,
    name: Name,
    input: unknown,
    options?: {opId?: string | undefined},
  ): Promise<OutputOf<Name>>;

  /**
   * What the hello says of the store: makes or renews the profile from the claims, and the first page of the resume. `notifications`: for a
   * frame behind it, where they stand otherwise since the cursor.
   */
  hello(
    actor: Actor,
    resume: {cursor?: string | undefined; epoch?: string | undefined},
  ): Promise<{profile: Profile; sync: HelloFrame['sync']; notifications?: NotificationState}>;

  /**
   * Ends the sessions of a user: no token made until now is of use any more, on any path (PWP-AUTH-010). A second time it only
   * moves the moment. `by`: whose order it is, for the audit; left out where it is their own.
   */
  endSessions(user: UserId, by?: string): Promise<void>;
  /** Writes down in the audit that all there is leaves the server, or what there is of one person; `by`: whose order it is. */
  noteExport(user: UserId | undefined, by: string): Promise<void>;
  /**
   * Takes a conversation away: nobody is in it or reads it any more, then its messages are deleted. Answers how many were.
   * Stopped on the way, it goes on when it is called again. `by`: whose order it is, for the audit.
   * @throws {Refusal} NOT_FOUND
   */
  removeConversation(id: string, by: string): Promise<number>;
  /**
   * Deletes messages that are older than they may become, for everybody; answers how many. Stopped on the way, the next time goes on.
   * @throws {Refusal} UNAVAILABLE while somebody else does it, here or on another node, and what may pass
   */
  deleteOld(ages: Ages, options?: SweepOptions): Promise<Swept>;
  /**
   * Sends what was to be sent later and whose time has come, and reminds of what it is time for; answers how many came to an end, well or not.
   * @throws {Refusal} what may pass
   */
  sendDue(): Promise<number>;
  /** Called when sessions of a user that began up to `until` were ended, at the commit. Returns how to stop. */
  onSessionsEnded(listener: (user: UserId, until: number) => void): () => void;
  /** @throws {Refusal} SESSION_REVOKED, if the sessions were ended since the actor's token was made */
  assertLives(actor: Actor): Promise<void>;

  /** Called after each commit, in commit order, before the writer's answer is sent. Returns how to stop. */
  onDeliveries(listener: (deliveries: readonly Delivery[]) => void): () => void;

  /**
   * Runs a write that is none of the operations (an import). It gives out no frames; it answers whose rows it touched, and
   * listeners of `onTouched` hear of that in the step of the commit, before `tickCursor` covers it (PWP-SYNC-005).
   * @throws what the work throws, and {Refusal} as `run`
   */
  writeBeside<Result>(
    work: (tx: WriteTransaction) => Promise<{result: Result; touched: readonly Touched[]}>,
  ): Promise<Result>;

  /** Where files are taken: what their doors ask. */
  readonly files?: FileDesk | undefined;
  /** Where the host may have events posted: what the couriers ask. */
  readonly webhooks?: WebhookDesk | undefined;
  /** Who is told of what they miss: what the pusher asks. */
  readonly notices?: NoticeDesk | undefined;
  /** Where links are looked at: what the maker of previews asks. */
  readonly previews?: PreviewDesk | undefined;
  /** Called after each commit that left bytes of files to be deleted. Returns how to stop. */
  onLostFiles(listener: () => void): () => void;

  /** Called after each commit of `writeBeside`, in commit order. Returns how to stop. */
  onTouched(listener: (touched: readonly Touched[]) => void): () => void;

  /** The cursor a tick may carry to this user now: everything below it was given to the listeners. */
  tickCursor(user: UserId): Cursor;

  /** For typing: the joined others without a block between, if the actor may write there and it has at most `limits.typingMembers` members; else nobody. */
  typingAudience(actor: Actor, conversation: string): Promise<readonly UserId[]>;

  /** Of these users, those the actor shares a conversation with (or itself), without blocks between them: whom it may watch. */
  visiblePeople(actor: Actor, users: readonly UserId[]): Promise<readonly Profile[]>;

  /** Of these, those with whom there is a block, whoever it is by. */
  apart(user: UserId, others: readonly UserId[]): Promise<ReadonlySet<UserId>>;

  /** How a user chose to appear, and when they were last seen (0 = never). */
  presence(users: readonly UserId[]): Promise<ReadonlyMap<UserId, {chosen: Chosen; lastSeen: number}>>;
  choosePresence(actor: Actor, chosen: Chosen): Promise<void>;
  seen(user: UserId): Promise<void>;

  /** When somebody came here first; nothing for who never did. */
  knownSince(user: UserId): Promise<number | undefined>;

  /** Writes and reads a probe row: what readiness means. */
  probe(): Promise<void>;

  /** Waits for everything accepted to be committed and answered, then closes the store. */
  close(): Promise<void>;
}
