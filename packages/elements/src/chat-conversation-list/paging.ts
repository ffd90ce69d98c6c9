import type {Chat} from '@parlor/sdk';

/** Fetches the next page of conversations when the end of those that are known comes near. */
export class Paging {
  readonly #report: (error: unknown) => void;
  readonly #onLoaded: () => void;
  #isLoading = false;

  /** `onLoaded`: a page has come, and the next one may be needed. */
  constructor(report: (error: unknown) => void, onLoaded: () => void) {
    this.#report = report;
    this.#onLoaded = onLoaded;
  }

  loadIfMore({inbox}: Chat, filter: Parameters<Chat['inbox']['loadMore']>[0]): void {
    const {more, failed, loading} = inbox.list(filter).get();
    if (this.#isLoading || !more || failed || loading) return;
    void this.load(inbox, filter);
  }

  async load(inbox: Chat['inbox'], filter: Parameters<Chat['inbox']['loadMore']>[0]): Promise<void> {
    this.#isLoading = true;
    try {
      await inbox.loadMore(filter);
    } catch (error) {
      this.#report(error);
    } finally {
      this.#isLoading = false;
      this.#onLoaded();
    }
  }
}
