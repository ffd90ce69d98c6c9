// Child processes of a measurement: each says one line of JSON when it is ready, and ends with the process that began it.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

/** Runs `work` with a folder of its own and the means to begin processes; whatever happens, nothing is left of either. */
export async function withProcesses(work) {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'));
  const running = new Set();
  const begin = (file, settings) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  try {
    return await work({
      folder,
      /** Begins a process and waits for its first line. `cpuMs` asks it how long it has computed, in all its threads. */
      async serve(file, settings) {
        const child = begin(file, settings);
        const [ready] = await lines(child, 1);
        const cpuMs = async () => {
          child.stdin.write('cpu\n');
          const [said] = await lines(child, 1);
          return said.cpuMs;
        };
        return {...ready, cpuMs, stop: () => end(child)};
      },
      /** Runs a process to its end; its last line is the result. `heard` is told of each line as it comes. */
      async measure(file, settings, heard) {
        const child = begin(file, settings);
        const said = await lines(child, Number.POSITIVE_INFINITY, heard);
        return said.at(-1);
      },
    });
  } finally {
    for (const child of running) await end(child);
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The first `count` lines, or all until the end. */
function lines(child, count = Number.POSITIVE_INFINITY, heard = () => undefined) {
  return new Promise((resolve, reject) => {
    const said = [];
    const reader = createInterface({input: child.stdout});
    const hear = (line) => {
      if (!line.startsWith('{')) return;
      said.push(JSON.parse(line));
      heard(said.at(-1));
      if (said.length < count) return;
      stop();
      resolve(said);
    };
    const exited = (code) => {
      stop();
      if (code === 0 && said.length > 0) resolve(said);
      else reject(new Error(`${child.spawnargs[1]} ended with ${code}`));
    };
    const stop = () => {
      reader.off('line', hear);
      reader.close();
      child.off('error', reject);
      child.off('exit', exited);
    };
    reader.on('line', hear);
    child.on('error', reject);
    child.on('exit', exited);
  });
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** What a child was asked to do. It ends when its parent is gone, and says how long it has computed whenever it is asked. */
export function settings() {
  process.stdin
    .on('data', () => {
      const {user, system} = process.cpuUsage();
      say({cpuMs: (user + system) / 1000});
    })
    .on('end', () => process.exit(1));
  return JSON.parse(process.argv[2]);
}

export const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
