/** English of what the composer loads on demand: commands, emoji. */
import {english} from './en.js';

export const composerWords = {
  sendLater: 'Send later',
  sendAt: 'Date and time',
  schedule: 'Schedule',
  scheduledFor: (when: string) => `Will be sent: ${when}`,
  scheduledMessages: 'Scheduled messages',
  timeIsOver: 'Choose a time that is still to come',
  commands: 'Commands',
  unknownCommand: (name: string) => `“/${name}” is no command. Send again to send it as text.`,
  searchEmoji: 'Search emoji',
  skinTone: 'Skin tone',
  recentEmoji: 'Recent',
  emojiGroups: {
    smileys: 'Smileys',
    people: 'People and bodies',
    nature: 'Animals and nature',
    food: 'Food and drink',
    places: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Symbols',
    flags: 'Flags',
  },
};

Object.assign(english, composerWords);
