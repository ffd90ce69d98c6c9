import {ChatCommandEvent} from '../events.js';
import '../strings/en-composer.js';
import {isOfBot} from './bot-commands.js';
import type {Composer} from './composer-fields.js';

/** The command a text begins with, and what follows it. */
export function commandIn(text: string): {name: string; args: string} | undefined {
  const [, name, args = ''] = /^\/([\p{L}\d_-]+)(?:\s+([\s\S]*))?$/u.exec(text.trim()) ?? [];
  return name ? {name, args} : undefined;
}

/**
 * Tells the host which command was sent and empties the box: nothing is left to do then. Else what there is to say before
 * the text is sent as it is; empty where it is no command at all, or one of a bot.
 */
export function runCommand(host: Composer, text: string): string | undefined {
  const {name, args = ''} = commandIn(text) ?? {};
  if (!name) return '';
  if (!host.commands?.some((command) => command.name === name)) {
    const handle = host.conversation ? host.client?.conversation(host.conversation) : undefined;
    // a bot reads it as a message like any other
    return isOfBot(handle, name) ? '' : host.strings.unknownCommand(name);
  }
  const event = new ChatCommandEvent(host.conversation || undefined, name, args);
  if (host.dispatchEvent(event)) host.clear();
  return undefined;
}
