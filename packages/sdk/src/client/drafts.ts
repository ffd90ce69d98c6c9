/** What was written and not sent: kept on the device, the same in all tabs. */
import type {Draft} from '../core/view.js';
import type {Engine} from './engine.js';

const prefix = 'draft/';

export interface Drafts {
  get(conversation: string): Draft | undefined;
  set(conversation: string, draft: Draft | undefined): void;
  /** Another tab has put an item. */
  heard(key: string, value: unknown): void;
}

export function createDrafts(engine: Engine): Drafts {
  const drafts = new Map<string, Draft | undefined>();

  function put(id: string, draft: Draft | undefined): void {
    drafts.set(id, draft);
    engine.entries.get(id)?.changed();
  }

  return {
    get(id) {
      if (!drafts.has(id)) {
        drafts.set(id, undefined);
        engine
          .read((storage) => storage.item(prefix + id), undefined)
          .then((value) => {
            // what is being written now is newer
            if (value && !drafts.get(id)) put(id, value as Draft);
          }, engine.report);
      }
      return drafts.get(id);
    },
    set(id, draft) {
      const key = prefix + id;
      put(id, draft);
      engine.post({is: 'item', key, value: draft});
      engine.storage
        .then((storage) => storage.write([draft ? {put: 'item', key, value: draft} : {drop: 'item', key}]))
        .catch(engine.report);
    },
    heard(key, value) {
      if (key.startsWith(prefix)) put(key.slice(prefix.length), value as Draft | undefined);
    },
  };
}
