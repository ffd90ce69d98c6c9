/**
 * The log: ids and codes, never content or tokens (S53). Two things see to it: what is logged is chosen by name in the
 * code, and what slips in under a known name is struck out here. Of an error its name, code and places are written, not
 * its message: a JSON parser, for one, quotes the text it fails on.
 */
import {type DestinationStream, type Logger, pino} from 'pino';

export type Log = Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const secretNames = [
  'token',
  'auth',
  'authorization',
  'secret',
  'content',
  'text',
  'input',
  'result',
  'body',
  'name',
  'title',
  'query',
];

export function createLog(level: LogLevel = 'info', destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]'},
    serializers: {error: describeError, err: describeError},
    formatters: {level: (label: string) => ({level: label})},
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error without its message: its kind, its code and where it was thrown, and the same of its causes. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {kind: typeof error};
  const {code} = error as {code?: unknown};
  return {
    kind: error.constructor.name,
    ...((typeof code === 'string' || typeof code === 'number') && {code}),
    at: (error.stack ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('at '))
      .slice(0, 8),
    ...(error.cause !== undefined && {cause: describeError(error.cause)}),
  };
}
