/** The picker of emoji beside the box: what is chosen is written at the caret. */
import {togglePicker} from '../internal/emoji-picker.js';
import type {Composer} from './composer-fields.js';
import '../strings/en-conversation.js';

export const pickEmoji = (host: Composer, opener: HTMLElement): Promise<void> =>
  togglePicker(host, {
    opener,
    label: host.strings.emoji,
    take: (glyph) => host.insert(glyph),
    isAnchored: true,
  });
