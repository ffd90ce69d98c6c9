/** A bar on a terminal, a line every five seconds elsewhere. */
export function createProgress(total: number, {out = process.stderr, now = () => performance.now()} = {}) {
  const begun = now();
  let done = 0;
  let saidAt = begun;

  const show = (): void => {
    const share = total === 0 ? 1 : done / total;
    const rate = done / Math.max(0.001, (now() - begun) / 1000);
    const text = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} messages, ${Math.round(rate).toLocaleString('en-US')} a second`;
    if (out.isTTY) {
      const filled = Math.round(share * 30);
      out.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${text}\u001B[K`);
    } else if (now() - saidAt >= 5_000) {
      saidAt = now();
      out.write(`${text}\n`);
    }
  };

  return {
    step(lines: number): void {
      done += lines;
      show();
    },
    end(): void {
      if (out.isTTY) out.write('\n');
    },
    elapsedMs: (): number => now() - begun,
  };
}
