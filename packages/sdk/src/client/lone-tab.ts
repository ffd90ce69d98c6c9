import type {Tabs, TabsOptions} from './tabs.js';

/** A tab that stands alone: nobody to share with, so it leads from start to stop. */
export function loneTab({onLead, onFollow, report}: Pick<TabsOptions, 'onLead' | 'onFollow' | 'report'>): Tabs {
  let isLeading = false;
  const stop = (): void => {
    if (!isLeading) return;
    isLeading = false;
    onFollow();
  };
  return {
    isLeading: () => isLeading,
    start() {
      if (isLeading) return;
      isLeading = true;
      onLead().catch(report);
    },
    post() {},
    beat() {},
    stop,
    close: stop,
  };
}
