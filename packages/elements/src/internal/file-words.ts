/** What files of a message are in words: for names, announcements and previews (UX-A2d). */
import type {Message, MessageFile} from '@parlor/sdk';
import type {Strings} from '../strings.js';
import {isVisible} from './visible.js';
import '../strings/en-conversation.js';

/** One with measures is a picture that the server drew itself, or that its sender's own device could draw (PWP-FILE-005). */
export const isPicture = ({width, height}: MessageFile): boolean => !!width && !!height;

export function fileWords(files: readonly MessageFile[], strings: Strings): string {
  return files
    .map((file) => {
      if (!isPicture(file)) return strings.fileNamed(file.name);
      return file.alt ? strings.photoOf(file.alt) : strings.photo;
    })
    .join(', ');
}

/** A message's text, and its files in words. */
export const contentWords = ({text, attachments}: Message['content'], strings: Strings): string =>
  [isVisible(text) ? text : '', fileWords(attachments, strings)].filter(Boolean).join(', ');
