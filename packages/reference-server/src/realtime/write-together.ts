/**
 * Frames that wait for one connection leave in one system call. Without this each is a call of its own, and those are the
 * dearest part of a frame: a turn of the event loop answers many sends and tells of each.
 */
type Line = {cork(): void; uncork(): void};

/** What is used of engine.io's connection; its types are not this package's to import, and the line is in nobody's. */
export type FlushedConnection = {
  on(event: 'flush', listener: (frames: readonly unknown[]) => void): void;
  readonly transport: {readonly socket?: {readonly _socket?: Line | null}};
};

export function writeTogether(conn: FlushedConnection): void {
  // "flush" comes just before the frames are written, all of them in the same turn
  conn.on('flush', (frames) => {
    const line = frames.length > 1 ? conn.transport.socket?._socket : undefined;
    if (!line) return;
    line.cork();
    process.nextTick(() => line.uncork());
  });
}
