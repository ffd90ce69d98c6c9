/** Lets everything else that waits have its turn, in Node and in a browser. */
export function pause(): Promise<void> {
  const {setImmediate} = globalThis as {setImmediate?: (run: () => void) => unknown};
  return new Promise((resolve) => void (setImmediate ? setImmediate(resolve) : setTimeout(resolve)));
}
