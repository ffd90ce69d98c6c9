/**
 * What is written for one connection in one turn of the event loop leaves in one system call: those are the dearest part of a frame, and a
 * turn answers many sends and tells of each. engine.io would write the first frame at once and what follows when that is out.
 */
type Line = {cork(): void; uncork(): void};

/** What is used of engine.io's connection; its types are not this package's to import, and neither of the two is in them. */
export type FlushedConnection = {
  /** Hands over what waits. */
  flush(): void;
  readonly transport: {readonly socket?: {readonly _socket?: Line | null}};
};

export function writeTogether(conn: FlushedConnection): void {
  const flush = conn.flush.bind(conn);
  let isDue = false;
  const flushNow = (): void => {
    isDue = false;
    const line = conn.transport.socket?._socket;
    line?.cork();
    flush();
    line?.uncork();
  };
  conn.flush = () => {
    if (isDue) return;
    isDue = true;
    // behind all promises of this turn, and so behind all that is written in it
    process.nextTick(flushNow);
  };
}
