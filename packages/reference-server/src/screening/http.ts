/** Asks the host's backend before a message is stored: a signed request, as events are, whose answer is the verdict. */
import {type TextRange as Range, TextRange, WebhookSecret} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import type {Clock} from '../clock.js';
import type {BeforeSend, Verdict} from '../domain/screen.js';
import type {Poster} from '../egress/post.js';
import {sign} from '../egress/sign.js';

export type HttpScreenOptions = {
  url: string;
  /** `whsec_` and base64, as of an endpoint. */
  secret: string;
  poster: Poster;
  clock: Clock;
  timeoutMs: number;
  /** Makes the random part of ids. */
  ids: () => string;
};

/** What is read of an answer: more than a text with all of its ranges. */
const mostAnswerBytes = 256 * 1024;

const Answer = v.variant('do', [
  v.object({do: v.literal('allow')}),
  v.object({do: v.literal('refuse'), reason: v.optional(v.string())}),
  v.object({do: v.literal('replace'), text: v.string(), ranges: v.optional(v.array(TextRange))}),
]);

/**
 * What it makes throws where there is no answer: another status than 200 and 204, none in time, or one that is not of the shape.
 * @throws {TypeError} if the secret is none
 */
export function createHttpScreen({url, secret, poster, clock, timeoutMs, ids}: HttpScreenOptions): BeforeSend {
  if (!v.is(WebhookSecret, secret))
    throw new TypeError('the secret of what is asked before a message is stored is not whsec_ and base64');
  return async (draft): Promise<Verdict> => {
    const [id, at] = [`ask_${ids()}`, clock.now()];
    const body = JSON.stringify({type: 'message.before', id, at, ...draft});
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Parlor',
      ...sign(body, {id, at, secrets: [secret]}),
    };
    const answered = await poster.post(url, {body, headers, timeoutMs, answerBytes: mostAnswerBytes});
    if (answered.status === 204) return {do: 'allow'};
    if (answered.status !== 200) throw new Error(`answered with status ${answered.status}`);
    const answer = v.parse(Answer, JSON.parse(answered.body));
    return answer.do === 'replace' ? {...answer, ranges: answer.ranges as Range[] | undefined} : answer;
  };
}

/** One after the other: the first that refuses decides, and what one replaces is what the next is asked about. */
export function inTurn(asked: readonly BeforeSend[]): BeforeSend {
  return async (draft) => {
    let verdict: Verdict = {do: 'allow'};
    for (const ask of asked) {
      const {text, ranges} = verdict.do === 'replace' ? verdict : draft.content;
      const next = await ask({...draft, content: {...draft.content, text, ranges}});
      if (next.do === 'refuse') return next;
      if (next.do === 'replace') verdict = next;
    }
    return verdict;
  };
}
