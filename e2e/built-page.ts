/** A page of this repository with its own build, as `npm run NAME` serves it. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

export async function servePage(script: string) {
  const child = spawn(process.execPath, [script], {
    env: {...process.env, PORT: '0'},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({input: child.stdout}), 'line')) as [string];
  return {
    url: /http:\S+/.exec(line)?.[0] ?? '',
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
