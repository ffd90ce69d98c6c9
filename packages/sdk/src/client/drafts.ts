/** What was written and not sent: kept on the device, the same in all tabs. */
import type {Draft} from '../core/view.js';
import type {Engine} from './engine.js';

const prefix = 'draft/';

export interface Drafts {
  get(conversation: string): Draft | undefined;
  set(conversation: string, draft: Draft | undefined): void;
  /** Another tab has written it. */
  heard(conversation: string, draft: unknown): void;
}

export function createDrafts(engine: Engine): Drafts {
  /** `null`: being read. */
  const drafts = new Map<string, Draft | undefined | null>();

  function put(id: string, draft: Draft | undefined): void {
    drafts.set(id, draft);
    engine.entries.get(id)?.changed();
  }

  return {
    get(id) {
      if (!drafts.has(id)) {
        drafts.set(id, null);
        engine
          .read((storage) => storage.item(prefix + id), undefined)
          .then((value) => {
            // what was written or sent meanwhile, here or in another tab, is newer
            if (value && drafts.get(id) === null) put(id, value as Draft);
          }, engine.report);
      }
      return drafts.get(id) ?? undefined;
    },
    set(id, draft) {
      const key = prefix + id;
      put(id, draft);
      const tell = (): void => engine.post({is: 'draft', id, draft: drafts.get(id)});
      tell();
      engine.storage
        .then((storage) => storage.write([draft ? {put: 'item', key, value: draft} : {drop: 'item', key}]))
        // once more: a tab that has just opened may have read what was there before
        .then(tell, engine.report);
    },
    heard: put as Drafts['heard'],
  };
}
