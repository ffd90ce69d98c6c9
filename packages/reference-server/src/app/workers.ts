/** What runs beside the answering of people: posting events, telling who is not here, sending what was for later, looking at links, deleting what is old. */
import type {Clock} from '../clock.js';
import type {Domain} from '../domain/domain.js';
import {createGetter} from '../egress/get.js';
import {createGuard} from '../egress/guard.js';
import type {Poster} from '../egress/post.js';
import type {FileService} from '../files/service.js';
import {startPostman} from '../later/postman.js';
import type {Log} from '../log.js';
import type {Metrics} from '../metrics/metrics.js';
import {createLooker} from '../previews/look.js';
import {startPreviewer} from '../previews/previewer.js';
import {startPusher} from '../push/pusher.js';
import type {Presences} from '../realtime/presences.js';
import {startKeeper} from '../retention/keeper.js';
import {startCouriers} from '../webhooks/couriers.js';
import type {ServerOptions} from './options.js';

type Given = {
  domain: Domain;
  poster: Poster;
  presences: Presences;
  files: FileService | undefined;
  metrics: Metrics | undefined;
  clock: Clock;
  log: Log;
};

export type Workers = {
  /** Events that wait to be posted, and people who wait to be told. */
  waiting(): {webhooks: number; pushes: number};
  /** They take up nothing new. */
  rest(): Promise<unknown>;
  /** And those stop too that tell of what was done last. */
  stop(): Promise<void>;
};

export function startWorkers(
  {webhooks, notices, linkPreviews, retention}: ServerOptions,
  {domain, poster, presences, files, metrics, clock, log}: Given,
): Workers {
  const couriers =
    domain.webhooks &&
    startCouriers({
      ...{desk: domain.webhooks, poster, clock, log, rules: webhooks || undefined},
      attempted: metrics?.posted,
    });
  const pusher =
    domain.notices &&
    startPusher({
      ...{desk: domain.notices, poster, clock, log, keys: notices?.keys, atScreen: presences.atScreen},
      ...{attempted: metrics?.pushed, told: metrics?.told},
    });
  const postman = startPostman({domain, clock, log});
  const look =
    domain.previews &&
    createLooker({
      get: createGetter(createGuard({allow: typeof linkPreviews === 'object' ? linkPreviews.allow : [], pages: true})),
      pictures: files?.pictures,
      clock,
      looked: metrics?.looked,
    });
  const previewer =
    domain.previews && look && startPreviewer({desk: domain.previews, look, driver: files?.driver, clock, log});
  const keeper = retention && startKeeper({domain, ages: retention, clock, log});

  return {
    waiting: () => ({webhooks: couriers?.waiting() ?? 0, pushes: pusher?.waiting() ?? 0}),
    rest: () => Promise.all([keeper?.stop(), postman.stop(), previewer?.stop()]),
    async stop() {
      await couriers?.stop();
      await pusher?.stop();
    },
  };
}
