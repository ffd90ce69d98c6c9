import type {Chat} from '@parlor/sdk';

/** A search looks through so many more pages for what is not cached, and no more. */
const pagesPerSearch = 10;

/** Fetches the next page of conversations when the end of those that are known comes near. */
export class Paging {
  readonly #report: (error: unknown) => void;
  readonly #onLoaded: () => void;
  #isLoading = false;
  #searched = {words: '', pages: 0};

  /** `onLoaded`: a page has come, and the next one may be needed. */
  constructor(report: (error: unknown) => void, onLoaded: () => void) {
    this.#report = report;
    this.#onLoaded = onLoaded;
  }

  /** `words`: what the rows are searched for. */
  loadIfMore({inbox}: Chat, filter: Parameters<Chat['inbox']['loadMore']>[0], words: string): void {
    const {more, failed, loading} = inbox.list(filter).get();
    if (this.#isLoading || !more || failed || loading) return;
    if (words !== this.#searched.words) this.#searched = {words, pages: 0};
    if (words && this.#searched.pages++ >= pagesPerSearch) return;
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
