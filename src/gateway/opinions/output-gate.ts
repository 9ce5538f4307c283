import type { OutputOpinion } from '../../contract/index.ts';
import {
  isSampled,
  type OpinionDesk,
  type OpinionTally,
  type PanelAnswer,
  type TextWindow,
} from '../../judges/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import type { Channel } from '../chat/channel.ts';
import { type ChannelBlock, ChannelJudging } from './channel-judging.ts';
import { shownAdvice } from './shown-advice.ts';
import { unescapeJson } from './unescape-json.ts';

export interface OutputGateOptions {
  readonly desk: OpinionDesk;
  readonly service: ServiceEntry;
  readonly policy: OutputOpinion;
  readonly exchangeId: string;
  readonly tally: OpinionTally;
  /** What the judges may know of the question. */
  readonly prompt: string;
  /** Did anything find something in the question? Counts where only flagged texts are judged. */
  readonly isInputFlagged: boolean;
}

/** Up to where each channel of a choice must be judged before something may be sent. */
interface Need {
  readonly channel: Channel;
  readonly judging: ChannelJudging;
  readonly chars: number;
  /** Length of `channel.shown` when it was made. */
  readonly shownChars: number;
}

interface Queued<T> {
  readonly item: T;
  /** Null for what belongs to no choice. */
  readonly choice: number | null;
  readonly needs: readonly Need[];
  /** Ends its choice: waits for every verdict, whatever the style. */
  readonly isEnd: boolean;
}

/** A choice that must be ended because of what a judge said, or because none could tell. */
export interface LateCut extends ChannelBlock {
  readonly choice: number;
}

/** So much may wait for verdicts before the upstream is paused. */
const QUEUED_CHARS_MAX = 200_000;

/**
 * Stands between what screening released and the client. Items pass in the order in which they came: with `hold` once all
 * their text is judged, with `watch` as long as no channel runs further ahead of its verdicts than the policy's bound.
 */
export class OutputGate<T> {
  readonly #options: OutputGateOptions;
  readonly #judgings = new Map<Channel, ChannelJudging>();
  readonly #choiceOf = new Map<Channel, number>();
  readonly #queue: Queued<T>[] = [];
  readonly #sent = new Map<Channel, { chars: number; shownChars: number }>();
  readonly #cutChoices = new Set<number>();
  readonly #stop = new AbortController();
  #onMoved: () => void = () => undefined;
  #onFailure: (error: unknown) => void = () => undefined;
  readonly #isSampled: boolean;

  constructor(options: OutputGateOptions) {
    this.#options = options;
    const { policy, exchangeId, isInputFlagged, tally } = options;
    this.#isSampled = policy.when === 'always' || isInputFlagged || isSampled(exchangeId, policy.sampleRate);
    tally.leakBoundChars = policy.style === 'watch' ? policy.leakCharsMax : 0;
  }

  /** Who is told that something may go on, and that something cannot. */
  attach(onMoved: () => void, onFailure: (error: unknown) => void): void {
    this.#onMoved = onMoved;
    this.#onFailure = onFailure;
  }

  /** Takes text that screening released on a channel. */
  take(choice: number, channel: Channel, released: string): void {
    if (released === '' || this.#cutChoices.has(choice)) return;
    this.#judgingOf(choice, channel).push(released);
  }

  /** Ends the texts of a choice, or of all. */
  end(choice: number | null): void {
    for (const [channel, judging] of this.#judgings) {
      if (choice === null || this.#choiceOf.get(channel) === choice) judging.end();
    }
  }

  /** Queues an item that holds text of a choice up to now. */
  push(item: T, choice: number | null, isEnd: boolean): void {
    if (isEnd) this.end(choice);
    const isOurs = choice === null || this.#cutChoices.has(choice);
    this.#queue.push({ item, choice, needs: isOurs ? [] : this.#needsOf(choice), isEnd });
  }

  /** The items that may be sent now, in order. */
  drain(): T[] {
    const items: T[] = [];
    for (let head = this.#queue[0]; head !== undefined && this.#mayPass(head); head = this.#queue[0]) {
      this.#queue.shift();
      this.#noteSent(head);
      items.push(head.item);
    }
    return items;
  }

  /** Choices that were blocked since this was asked last. */
  takeCuts(): LateCut[] {
    const cuts: LateCut[] = [];
    for (const [channel, judging] of this.#judgings) {
      const choice = this.#choiceOf.get(channel);
      if (judging.block === null || choice === undefined || this.#cutChoices.has(choice)) continue;
      this.#cutChoices.add(choice);
      const { vendorAdvice } = this.#options.policy;
      const advice = shownAdvice(judging.block.advice, vendorAdvice, this.#options.service);
      cuts.push({ ...judging.block, advice, choice });
      this.#noteLeak(choice);
    }
    return cuts;
  }

  /** Drops what of a choice waits; says how much of each of its channels was sent. */
  retract(choice: number): (channel: Channel) => number {
    for (let at = this.#queue.length - 1; at >= 0; at--)
      if (this.#queue[at]?.choice === choice) this.#queue.splice(at, 1);
    return (channel) => this.#sent.get(channel)?.shownChars ?? 0;
  }

  /** Text of a choice that waits in the queue must be let go unsent when the answer ends without its verdicts. */
  get choicesWaiting(): number[] {
    return [...new Set(this.#queue.flatMap(({ choice }) => (choice === null ? [] : [choice])))];
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** Are all verdicts there, and nobody still to be asked? */
  get isSettled(): boolean {
    return [...this.#judgings.entries()].every(
      ([channel, judging]) =>
        judging.judgedTo >= judging.chars || this.#cutChoices.has(this.#choiceOf.get(channel) ?? -1),
    );
  }

  get isFull(): boolean {
    let chars = 0;
    for (const judging of this.#judgings.values()) chars += judging.chars - judging.judgedTo;
    return chars > QUEUED_CHARS_MAX;
  }

  /** Ends the calls under way: nobody waits for them any more. */
  close(): void {
    this.#stop.abort();
  }

  #judgingOf(choice: number, channel: Channel): ChannelJudging {
    let judging = this.#judgings.get(channel);
    if (judging === undefined) {
      judging = this.#makeJudging(choice, channel);
      this.#judgings.set(channel, judging);
      this.#choiceOf.set(channel, choice);
    }
    return judging;
  }

  #makeJudging(choice: number, channel: Channel): ChannelJudging {
    const { desk, service, policy, exchangeId, tally } = this.#options;
    const path = `choices.${choice}.${channel.path}`;
    return new ChannelJudging({
      policy,
      ask: (window) => this.#ask(path, channel, window),
      onFound: ({ from, to }, { settled, found }, action) => {
        if (found !== null) channel.opinionHits.push({ ...found, start: from, end: to, action });
        if (action === 'flag') tally.flag(settled === 'unsafe' ? 'opinion-unsafe' : 'opinion-unsure');
      },
      recordGap: async (window, { opinions: [failed] }) => {
        await desk.recordGap({
          exchangeId,
          serviceId: service.id,
          direction: 'output',
          path,
          judgeId: failed?.judgeId ?? policy.judges[0] ?? '',
          reason: failed?.failure ?? 'unreadable',
          from: window.from,
          to: window.to,
        });
        tally.gaps += 1;
      },
      onMoved: () => this.#onMoved(),
      onFailure: (error) => this.#onFailure(error),
    });
  }

  #ask(path: string, channel: Channel, window: TextWindow): Promise<PanelAnswer> | null {
    const { desk, service, policy, exchangeId, tally, prompt } = this.#options;
    if (!this.#isSampled && !channel.hits.some((hit) => hit.start < window.to)) return null;
    const asked = desk.ask({
      serviceId: service.id,
      policy,
      budget: service.policy.secondOpinion?.budget ?? { callsPerDay: null, yuanPerDay: null },
      text: channel.kind === 'json' ? unescapeJson(window.text) : window.text,
      context: {
        direction: 'output',
        role: 'assistant',
        exchangeId,
        sessionId: `${exchangeId}-${path}`,
        offset: window.from,
        isLast: window.isLast,
        prompt,
        signal: this.#stop.signal,
      },
    });
    return asked.then((answer) => {
      tally.add('output', answer.opinions);
      return answer;
    });
  }

  #needsOf(choice: number): Need[] {
    const needs: Need[] = [];
    for (const [channel, judging] of this.#judgings) {
      if (this.#choiceOf.get(channel) === choice)
        needs.push({ channel, judging, chars: judging.chars, shownChars: channel.shown.length });
    }
    return needs;
  }

  #mayPass({ needs, isEnd }: Queued<T>): boolean {
    const { policy } = this.#options;
    const ahead = policy.style === 'watch' && !isEnd ? policy.leakCharsMax : 0;
    return needs.every(({ judging, chars }) => judging.block === null && chars <= judging.judgedTo + ahead);
  }

  #noteSent({ needs }: Queued<T>): void {
    const { tally } = this.#options;
    for (const { channel, judging, chars, shownChars } of needs) {
      this.#sent.set(channel, { chars, shownChars });
      tally.unjudgedCharsMax = Math.max(tally.unjudgedCharsMax, chars - judging.judgedTo);
    }
  }

  #noteLeak(choice: number): void {
    const { tally } = this.#options;
    for (const [channel, judging] of this.#judgings) {
      if (this.#choiceOf.get(channel) !== choice || judging.block === null) continue;
      const sent = this.#sent.get(channel)?.chars ?? 0;
      tally.leakedChars += Math.max(0, sent - judging.judgedTo);
    }
  }
}
