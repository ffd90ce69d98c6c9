import type {Message} from '@parlor/sdk';
import type {Strings} from '../strings.js';
import {isolate} from './names.js';

/**
 * A system message in words. The server writes none: its `data` names the event (`created`, `added` …), who caused it (`by`)
 * and what it is about. An event that we do not know says nothing but what text it has.
 */
export function systemText({content, sender}: Message, nameOf: (user: string) => string, strings: Strings): string {
  const {event, by = sender, user, title, role} = content.data ?? {};
  const who = isolate(nameOf(String(by)));
  const events = strings.systemEvents;
  const whom = () => isolate(nameOf(String(user)));
  switch (event) {
    case 'created':
    case 'renamed':
      return events[event](who, isolate(String(title)));
    case 'added':
    case 'removed':
      return events[event](who, whom());
    case 'left':
      return events.left(who);
    case 'role':
      return events.role(who, whom(), strings.roles[role as keyof Strings['roles']] ?? String(role));
    default:
      return content.text;
  }
}
