/** The files that are attached and not sent yet, each conversation's its own: a send can never carry those of another (UX-C5). */
import type {FileToSend} from '@parlor/sdk';

/** `look`: of a picture, drawn small. Its measures come with that. */
export type Attached = {
  readonly file: Blob;
  readonly name: string;
  alt: string;
  width?: number;
  height?: number;
  look?: HTMLCanvasElement;
};

const none: readonly Attached[] = [];
/** By the conversation of one chat, or by the composer that has none. They live as long as the page. */
const kept = new WeakMap<object, readonly Attached[]>();

export const filesOf = (owner: object): readonly Attached[] => kept.get(owner) ?? none;

export function keepFiles(owner: object, files: readonly Attached[]): void {
  if (files.length > 0) kept.set(owner, files);
  else kept.delete(owner);
}

export const asSent = ({file, name, alt, width, height}: Attached): FileToSend => ({
  file,
  name,
  ...(alt.trim() && {alt: alt.trim()}),
  ...(width && height && {width, height}),
});
