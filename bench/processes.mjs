// Child processes of a measurement: each says one line of JSON when it is ready, and ends with the process that began it.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {countWire, wire} from './wire.mjs';

/** Runs `work` with a folder of its own and the means to begin processes; whatever happens, nothing is left of either. */
export async function withProcesses(work) {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'));
  const running = new Set();
  let begun = 0;
  const begin = (file, settings, flags = []) => {
    // a file, for thousands of people do not fit into an argument
    const told = join(folder, `settings-${begun++}.json`);
    writeFileSync(told, JSON.stringify(settings));
    const child = spawn(process.execPath, [...flags, fileURLToPath(new URL(file, import.meta.url)), told], {
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
        const child = begin(file, settings, serverFlags());
        const [ready] = await lines(child, 1);
        const ask = async (what) => {
          child.stdin.write(`${what}\n`);
          const [said] = await lines(child, 1);
          return said;
        };
        return {
          ...ready,
          cpuMs: async () => (await ask('cpu')).cpuMs,
          memory: () => ask('memory'),
          /** What it has written to its clients so far (wire.mjs). */
          wire: () => ask('wire'),
          stop: () => end(child),
        };
      },
      /** Begins another program and waits until `ready` says so; its computing and memory are read from the system. */
      async run(command, args, {env, ready}) {
        const child = spawn(command, args, {env: {...process.env, ...env}, stdio: ['ignore', 'ignore', 'inherit']});
        running.add(child);
        child.once('exit', () => running.delete(child));
        await ready();
        return {...watch(child.pid), stop: () => end(child)};
      },
      /** Runs a process to its end; its last line is the result. `heard` is told of each line as it comes. */
      async measure(file, settings, heard) {
        const child = begin(file, settings, ['--max-old-space-size=8192']);
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

/** `PARLOR_BENCH_PROFILE=FOLDER` writes a CPU profile of every server there. */
function serverFlags() {
  const folder = process.env.PARLOR_BENCH_PROFILE;
  return ['--expose-gc', ...(folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [])];
}

/** Of a process that is not ours: clock ticks are 10 ms, pages are 4 KB. */
function watch(pid) {
  const fields = () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  };
  return {
    async cpuMs() {
      const found = fields();
      return (found[11] + found[12]) * 10;
    },
    memory: async () => ({rss: fields()[21] * 4096}),
  };
}

const answers = {
  cpu() {
    const {user, system} = process.cpuUsage();
    return {cpuMs: (user + system) / 1000};
  },
  memory() {
    globalThis.gc?.();
    return process.memoryUsage();
  },
  wire,
};

/** What a child was asked to do. It ends when its parent is gone, and says what it has computed, held and written whenever it is asked. */
export function settings() {
  countWire();
  createInterface({input: process.stdin})
    .on('line', (what) => say(answers[what]()))
    .on('close', () => process.exit(1));
  return JSON.parse(readFileSync(process.argv[2], 'utf8'));
}

export const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
