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
  OperationName,
  OutputOf,
  Profile,
  ServerFrame,
  UserId,
} from '@parlor/sdk/protocol';
import type {WriteTransaction} from '../store/store.js';

/** Who asks, as proven by their token. `claims` fill the profile at the first hello and whenever they change. */
export type Actor = {
  user: UserId;
  device: DeviceId;
  audience: 'parlor' | 'parlor-bot' | 'parlor-admin';
  claims: {name?: string; picture?: string; locale?: string; guest?: boolean};
};

/**
 * What a commit gives out: a frame and the people it is for. Frames of one conversation come in the order of their seq,
 * each exactly once, and only to people who may see it (I11). `presence` of a person is not here: it never touches the store.
 */
export type Delivery = {to: readonly UserId[]; frame: ServerFrame};

/** What a commit changed without giving out frames: the inbox rows these people have of a conversation are to be read again. */
export type Touched = {conversation: string; users: readonly UserId[]};

/** Operations that live in the connection layer: they need sockets or tokens, not the store alone. */
export type LiveOperation = 'presence.set' | 'presence.watch' | 'typing.set' | 'auth.refresh';
export type DomainOperation = Exclude<OperationName, LiveOperation>;

export type Chosen = 'auto' | 'away' | 'dnd' | 'offline';

export interface Domain {
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

  /** What the hello says of the store: makes or renews the profile from the claims, and the first page of the resume. */
  hello(
    actor: Actor,
    resume: {cursor?: string | undefined; epoch?: string | undefined},
  ): Promise<{profile: Profile; sync: HelloFrame['sync']}>;

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

  /** Called after each commit of `writeBeside`, in commit order. Returns how to stop. */
  onTouched(listener: (touched: readonly Touched[]) => void): () => void;

  /** The cursor a tick may carry to this user now: everything below it was given to the listeners. */
  tickCursor(user: UserId): Cursor;

  /** For typing: the joined others, if the actor may write there and it has at most `limits.typingMembers` members; else nobody. */
  typingAudience(actor: Actor, conversation: string): Promise<readonly UserId[]>;

  /** Of these users, those the actor shares a conversation with (or itself): whom it may watch. */
  visiblePeople(actor: Actor, users: readonly UserId[]): Promise<readonly Profile[]>;

  /** How a user chose to appear, and when they were last seen (0 = never). */
  presence(users: readonly UserId[]): Promise<ReadonlyMap<UserId, {chosen: Chosen; lastSeen: number}>>;
  choosePresence(actor: Actor, chosen: Chosen): Promise<void>;
  seen(user: UserId): Promise<void>;

  /** Writes and reads a probe row: what readiness means. */
  probe(): Promise<void>;

  /** Waits for everything accepted to be committed and answered, then closes the store. */
  close(): Promise<void>;
}
