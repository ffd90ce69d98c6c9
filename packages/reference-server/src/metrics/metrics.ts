/** What the server counts of itself, in the format of Prometheus. Names and labels only: no ids, no content. */
import {Counter, collectDefaultMetrics, Gauge, Histogram, Registry} from 'prom-client';

/** What is looked at when somebody asks, instead of being counted all the time. */
export type Gauges = {
  /** Open connections of clients. */
  connections(): number;
  /** Operations that were begun and not answered yet. */
  running(): number;
  /** Whether the other nodes are heard; undefined where there are none. */
  peers?: (() => boolean) | undefined;
  /** Events that wait for an endpoint this node delivers to; undefined where there are no webhooks. */
  webhooks?: (() => number) | undefined;
  /** Files that are kept and their bytes; undefined where none are taken. */
  files?: (() => Promise<{files: number; bytes: number}>) | undefined;
  /** Notices that wait for browsers, where this node pushes. */
  pushes(): number;
};

export type Metrics = {
  /** An operation was answered. `code`: `OK`, or why not. */
  answered(op: string, code: string, ms: number): void;
  /** So many writes became one commit, which took so long. */
  committed(writes: number, ms: number): void;
  /** An event was posted to an endpoint: `delivered`, or why not. `isDead`: it is not tried again. */
  posted(outcome: string, isDead: boolean): void;
  /** A message was asked about before it was stored: `allow`, `refuse`, `replace` or `failed`. */
  decided(what: string, ms: number): void;
  /** What becomes of uploads. */
  readonly uploads: {
    took(bytes: number): void;
    /** `OK`, or the code of the refusal. */
    ended(code: string): void;
    examined(is: 'picture' | 'other', ms: number): void;
  };
  /** A notice was pushed to a browser: `delivered`, `gone` (it ended its subscription), or why not. */
  pushed(outcome: string): void;
  /** A link was looked at for a preview. */
  looked(outcome: string): void;
  /** So many people were found who had to be told of what they miss. */
  told(people: number): void;
  /** All of it, as text, and what kind of text that is. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** From a lookup in memory to a disk that is late, in seconds. */
const times = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({register: registry});

  const operations = new Counter({
    ...{name: 'parlor_operations_total', help: 'Operations answered, by name and by OK or the code of the refusal.'},
    ...{labelNames: ['op', 'code'] as const, registers},
  });
  const operationTime = new Histogram({
    ...{name: 'parlor_operation_seconds', help: 'From an operation’s arrival to its answer, by name.'},
    ...{labelNames: ['op'] as const, buckets: times, registers},
  });
  const commitTime = new Histogram({
    ...{name: 'parlor_commit_seconds', help: 'From the beginning of a commit to its end on the disk.'},
    ...{buckets: times, registers},
  });
  const commitWrites = new Histogram({
    ...{name: 'parlor_commit_writes', help: 'How many writes became one commit.'},
    ...{buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256], registers},
  });

  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      ...{name, help, registers},
      collect() {
        this.set(value());
      },
    });
  };
  gauge('parlor_connections', 'Open connections of clients.', gauges.connections);
  gauge('parlor_operations_running', 'Operations begun and not answered.', gauges.running);
  const {peers, webhooks} = gauges;
  if (peers) gauge('parlor_peers_up', '1 while Redis answers, else 0.', () => Number(peers()));

  const posts = new Counter({
    ...{name: 'parlor_webhook_attempts_total', help: 'Attempts to post an event, by what became of them.'},
    ...{labelNames: ['outcome'] as const, registers},
  });
  const dead = new Counter({
    ...{name: 'parlor_webhook_dead_total', help: 'Events that were given up after the last attempt.', registers},
  });
  if (webhooks) gauge('parlor_webhook_waiting', 'Events that wait for an endpoint this node delivers to.', webhooks);

  const pushes = new Counter({
    ...{name: 'parlor_push_attempts_total', help: 'Notices pushed to browsers, by what became of them.'},
    ...{labelNames: ['outcome'] as const, registers},
  });
  const noticed = new Counter({
    ...{name: 'parlor_notified_total', help: 'People who were to be told of what they miss.', registers},
  });
  gauge('parlor_push_waiting', 'Notices that wait for browsers, where this node pushes.', gauges.pushes);

  const looks = new Counter({
    ...{name: 'parlor_link_looks_total', help: 'Links looked at for a preview, by what became of them.'},
    ...{labelNames: ['outcome'] as const, registers},
  });

  const decisions = new Counter({
    ...{name: 'parlor_before_send_total', help: 'Messages asked about before they were stored, by the answer.'},
    ...{labelNames: ['answer'] as const, registers},
  });
  const decisionTime = new Histogram({
    ...{name: 'parlor_before_send_seconds', help: 'From the question to the answer.', buckets: times, registers},
  });

  const uploadBytes = new Counter({
    ...{
      name: 'parlor_upload_bytes_total',
      help: 'Bytes of files that came, also of those that were refused.',
      registers,
    },
  });
  const uploads = new Counter({
    ...{name: 'parlor_uploads_total', help: 'Uploads that became whole, by OK; refused requests by their code.'},
    ...{labelNames: ['code'] as const, registers},
  });
  const examinationTime = new Histogram({
    ...{name: 'parlor_examination_seconds', help: 'From a file’s last byte to its being kept, by what it is.'},
    ...{labelNames: ['is'] as const, buckets: [...times, 10, 30], registers},
  });
  if (gauges.files) keepFileGauges(gauges.files, registers);

  return {
    uploads: {
      took: (bytes) => uploadBytes.inc(bytes),
      ended: (code) => uploads.inc({code}),
      examined: (is, ms) => examinationTime.observe({is}, ms / 1000),
    },
    decided(answer, ms) {
      decisions.inc({answer});
      decisionTime.observe(ms / 1000);
    },
    posted(outcome, isDead) {
      posts.inc({outcome});
      if (isDead) dead.inc();
    },
    pushed: (outcome) => pushes.inc({outcome}),
    looked: (outcome) => looks.inc({outcome}),
    told: (people) => noticed.inc(people),
    answered(op, code, ms) {
      operations.inc({op, code});
      operationTime.observe({op}, ms / 1000);
    },
    committed(writes, ms) {
      commitTime.observe(ms / 1000);
      commitWrites.observe(writes);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** How long a count of all files is good for: it looks at every one. */
const countedForMs = 60_000;

function keepFileGauges(count: NonNullable<Gauges['files']>, registers: Registry[]): void {
  let known: Promise<{files: number; bytes: number}> | undefined;
  let at = 0;
  const asked = (): Promise<{files: number; bytes: number}> => {
    if (known === undefined || performance.now() - at >= countedForMs) [known, at] = [count(), performance.now()];
    return known;
  };
  const gauge = (name: string, help: string, of: 'files' | 'bytes') =>
    new Gauge({
      ...{name, help, registers},
      async collect() {
        // without the database there is no number, and all the others are told
        const counted = await asked().catch(() => undefined);
        if (counted) this.set(counted[of]);
        else this.reset();
      },
    });
  gauge(
    'parlor_files',
    'Files that are kept, those that wait to be deleted among them. At most a minute old.',
    'files',
  );
  gauge('parlor_files_bytes', 'Bytes of those files.', 'bytes');
}
