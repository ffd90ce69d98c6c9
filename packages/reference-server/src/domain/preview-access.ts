/** What the maker of previews and the domain know of each other. */
import type {LinkRecord, StoredFile} from '../store/records.js';

/** A message that waits for a preview. Without `url`: it has no link any more, or is gone. `ageMs`: since it was written. */
export type WaitingLink = LinkRecord & {sender: string; url: string | undefined; ageMs: number};

/** What a page says of itself. Its texts were cleaned and cut. `image`: of a file that `newFile` began, and that is kept by now. */
export type FoundPage = {
  title: string;
  site?: string | undefined;
  description?: string | undefined;
  image?: {id: string; file: StoredFile; bytes: number} | undefined;
};

export interface PreviewDesk {
  /** Those whose time has come. Nothing where another node sees to it. @throws {Refusal} what may pass */
  due(limit: number): Promise<WaitingLink[]>;
  /** Its id, for a picture of the server's own; one that no message gets is collected. Nothing where no files are taken. */
  newFile(conversation: string): Promise<string | undefined>;
  /**
   * It waits no longer; with `found` the message has a preview from here on. Answers whether it has: not where it was changed or
   * deleted since it was looked at.
   */
  settle(link: WaitingLink, found: FoundPage | undefined): Promise<boolean>;
  /** It is tried once more, so much later. */
  again(link: WaitingLink, inMs: number): Promise<void>;
}
