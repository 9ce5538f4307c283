import type { Hit, Piece, Policy } from '../../contract/index.ts';
import type { Placeholders, Screen } from '../../screening/index.ts';
import { type ClassifierEvidence, type Classifying, foundBy } from '../classify.ts';
import type { AnswerLabel } from '../label.ts';
import { type LookUpTerm, nameHits } from '../screen-input.ts';
import type { Channel } from './channel.ts';
import { Choice } from './choice.ts';
import { ClearTexts } from './clear-texts.ts';
import { asObject, isObject, type JsonObject, textOf } from './json-object.ts';

export interface AnswerOptions {
  readonly screen: Screen;
  readonly termInfo: LookUpTerm;
  /** What stands for values of the request and is turned back in what the model says. */
  readonly placeholders: Placeholders | null;
  /** Reads along; null or absent = nothing does. */
  readonly classifying?: Classifying | null;
  readonly policy: Policy;
  readonly label: AnswerLabel;
  /** Choices asked for. */
  readonly choices: number;
  readonly outputCharsMax: number;
  readonly form: 'deltas' | 'message';
  /** Told of every text that screening lets through. With it, log probabilities are left out: no judge reads them. */
  readonly onRelease?: ((choice: number, channel: Channel, released: string) => void) | undefined;
}

/** One choice that was ended early, and by what. */
export interface CutChoice {
  readonly index: number;
  readonly risk: string;
}

/** A choice that is ended after screening released its text. */
export interface LateCut {
  readonly choice: number;
  readonly risk: string;
  readonly reason: string;
  /** Shown instead of the policy's standard answer. */
  readonly advice: string | null;
}

const CHOICE_INDEX_MAX = 127;
const PARAGRAPH = '\n\n';

/** One answer on its way out: screens every choice, ends what must be ended, puts the explicit label in its place. */
export class Answer {
  readonly #options: AnswerOptions;
  readonly #choices = new Map<number, Choice>();
  readonly #texts: ClearTexts;
  /** Choices behind whose text everything is set. */
  readonly #closed = new Set<number>();
  readonly cuts: CutChoice[] = [];
  /** What the first cut was for: a listed term or an estimate, and the risk; null when nothing was cut. */
  cutReason: string | null = null;
  isOverLimit = false;
  /** Why a choice was ended by something else than the lists; the first such reason. */
  lateReason: string | null = null;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#texts = new ClearTexts(options.screen);
  }

  /** True once every choice asked for has ended. */
  get isDone(): boolean {
    if (this.#choices.size < this.#options.choices) return false;
    return [...this.#choices.values()].every((choice) => choice.isFinished);
  }

  /** True when at least one choice began and did not end. */
  get hasOpenChoices(): boolean {
    return this.#choices.size === 0 || [...this.#choices.values()].some((choice) => !choice.isFinished);
  }

  /** What may be shown of a streamed choice now, as choices of successive events; the last has the finish reason. */
  streamChoice(raw: JsonObject): JsonObject[] {
    const choice = this.#choiceOf(raw);
    if (choice === null || choice.isFinished) return [];
    const { delta, logprobs, finish_reason: finish, ...beside } = this.#judgeable(raw);
    const rest = this.#texts.keepClear(beside);
    const step = choice.push(asObject(delta));
    const shownLogprobs = choice.logprobs.push(logprobs);
    const shown = {
      ...rest,
      delta: this.#withOpeningMark(choice, step.part),
      ...(logprobs === undefined ? {} : { logprobs: shownLogprobs }),
      finish_reason: null,
    };
    // The end of a choice gets an event of its own; a shell whose text is all held would tell the client nothing.
    const isWorthSending = isBare(delta) ? typeof finish !== 'string' : step.hasText || !isBare(step.part);
    const parts = isWorthSending ? [shown] : [];
    if (choice.isCut || choice.logprobs.isCut) return [...parts, ...this.#cut(choice)];
    if (this.#isTooLong()) return [...parts, ...this.#end(choice, 'length', {})];
    return typeof finish === 'string' ? [...parts, ...this.#end(choice, finish, rest)] : parts;
  }

  /** Ends the choices that the upstream left open although it ended its answer regularly. */
  endOpenChoices(): JsonObject[] {
    return [...this.#choices.values()]
      .filter((choice) => !choice.isFinished)
      .flatMap((choice) => this.#end(choice, null, {}));
  }

  /** An unstreamed choice as it may be shown. */
  wholeChoice(raw: JsonObject): JsonObject | null {
    const choice = this.#choiceOf(raw);
    if (choice === null) return null;
    const { message, logprobs, ...beside } = this.#judgeable(raw);
    const rest = this.#texts.keepClear(beside);
    const { part } = choice.push(asObject(message));
    const shownLogprobs = logprobs === undefined ? {} : { logprobs: this.#wholeLogprobs(choice, logprobs) };
    choice.finish();
    if (choice.isCut || choice.logprobs.isCut) return this.#cutWhole(choice, rest, part);
    choice.finishReason = typeof raw.finish_reason === 'string' ? raw.finish_reason : null;
    const mark = this.#closingMark(choice);
    const opened = this.#withOpeningMark(choice, part);
    const content = mark === '' ? {} : { content: `${textOf(opened.content)}${mark}` };
    return { ...rest, message: { ...opened, ...content }, ...shownLogprobs };
  }

  /**
   * Ends a streamed choice after all, because of what a judge said: what was not sent is taken back, the standard answer
   * (or the given text) follows what was.
   */
  cutLate(cut: LateCut, sentChars: (channel: Channel) => number): JsonObject[] {
    const choice = this.#takeBack(cut, sentChars);
    return choice === null ? [] : this.#cut(choice, cut);
  }

  /** Ends an unstreamed choice after all: nothing of it is shown but the standard answer or the given text. */
  cutWholeLate(cut: LateCut, shown: JsonObject): JsonObject {
    const choice = this.#takeBack(cut, () => 0);
    if (choice === null) return shown;
    const { role } = asObject(shown.message);
    const message = { role: role ?? 'assistant', content: this.#cutContent(choice, cut), refusal: null };
    return { index: cut.choice, message, logprobs: null, finish_reason: 'content_filter' };
  }

  /** Nothing more of these choices is sent: the record holds what was. */
  takeBack(choices: readonly number[], sentChars: (channel: Channel) => number): void {
    for (const index of choices)
      for (const channel of this.#choices.get(index)?.channels.values() ?? [])
        this.#takeChannelBack(channel, sentChars(channel));
  }

  get hits(): Hit[] {
    return this.#channels().flatMap((channel) => this.#hitsOf(channel));
  }

  /** What the closing entry says about the classifier; undefined when it did not read along. */
  get classifier(): ClassifierEvidence | undefined {
    return this.#options.classifying?.evidenceOf('output', this.hits);
  }

  get outputChars(): number {
    return this.#channels().reduce((sum, channel) => sum + channel.shown.length, 0);
  }

  get heldCharsMax(): number {
    return Math.max(0, ...this.#channels().map((channel) => channel.heldCharsMax));
  }

  /** The choices for the evidence entry, in order. */
  get summary(): { index: number; finish: string | null; cut: boolean }[] {
    return [...this.#choices.values()]
      .sort((one, other) => one.index - other.index)
      .map((choice) => ({ index: choice.index, finish: choice.finishReason, cut: choice.isCut }));
  }

  /** Every text of the answer for the record; `shown` is null where it equals `text`. */
  pieces(): Piece[] {
    return [...this.#choices.values()].flatMap((choice) =>
      [...choice.channels.values()].map((channel) => ({
        path: `choices.${choice.index}.${channel.path}`,
        role: 'assistant',
        text: channel.text,
        hits: this.#hitsOf(channel),
        shown: channel.shown === channel.text ? null : channel.shown,
      })),
    );
  }

  /** Does any shown content come from the model? Only then is there something for an explicit mark to mark. */
  get hasGeneratedContent(): boolean {
    return [...this.#choices.values()].some((choice) => (choice.channels.get('content')?.text ?? '') !== '');
  }

  #hitsOf(channel: Channel): Hit[] {
    return [...nameHits(channel.hits, this.#options.termInfo), ...channel.classifierHits, ...channel.opinionHits];
  }

  /** A choice as judges can follow it: members beside what the model says reach no judge, so they reach no client. */
  #judgeable(raw: JsonObject): JsonObject {
    if (this.#options.onRelease === undefined) return raw;
    const { index, delta, message, finish_reason } = raw;
    return {
      ...(index === undefined ? {} : { index }),
      ...(delta === undefined ? {} : { delta }),
      ...(message === undefined ? {} : { message }),
      finish_reason: typeof finish_reason === 'string' ? finish_reason : null,
      ...('logprobs' in raw ? { logprobs: null } : {}),
    };
  }

  #takeBack({ choice: index, reason }: LateCut, sentChars: (channel: Channel) => number): Choice | null {
    const choice = this.#choices.get(index);
    if (choice === undefined) return null;
    this.lateReason ??= reason;
    this.takeBack([index], sentChars);
    const earlier = this.cuts.findIndex((cut) => cut.index === index);
    if (earlier >= 0) this.cuts.splice(earlier, 1);
    return choice;
  }

  #takeChannelBack(channel: Channel, shownChars: number): void {
    channel.takeBack(shownChars, this.#options.label.explicit === 'prepend' && shownChars > 0 && channel.isMarked);
  }

  #channels() {
    return [...this.#choices.values()].flatMap((choice) => [...choice.channels.values()]);
  }

  #choiceOf(raw: JsonObject): Choice | null {
    const index = typeof raw.index === 'number' ? raw.index : 0;
    if (!Number.isInteger(index) || index < 0 || index > CHOICE_INDEX_MAX) return null;
    let choice = this.#choices.get(index);
    if (choice === undefined) {
      const { screen, policy, form, placeholders, classifying = null, onRelease } = this.#options;
      choice = new Choice({ index, screen, mask: policy.mask, form, placeholders, classifying });
      if (onRelease !== undefined) choice.onRelease = (channel, released) => onRelease(index, channel, released);
      this.#choices.set(index, choice);
    }
    return choice;
  }

  #isTooLong(): boolean {
    let chars = 0;
    for (const choice of this.#choices.values()) chars += choice.chars;
    if (chars > this.#options.outputCharsMax) this.isOverLimit = true;
    return this.isOverLimit;
  }

  /** Ends a choice: what was held, the explicit mark, the finish reason. A block-hit in what was held still cuts. */
  #end(choice: Choice, finish: string | null, rest: JsonObject): JsonObject[] {
    const { index } = choice;
    const held = choice.finish();
    const heldLogprobs = choice.logprobs.finish();
    const parts: JsonObject[] = [];
    if (held !== null || heldLogprobs !== null) {
      const delta = this.#withOpeningMark(choice, held ?? {});
      parts.push({ index, delta, ...(heldLogprobs === null ? {} : { logprobs: heldLogprobs }), finish_reason: null });
    }
    if (choice.isCut) return [...parts, ...this.#cut(choice)];
    const mark = this.#closingMark(choice);
    if (mark !== '') parts.push({ index, delta: { content: mark }, finish_reason: null });
    choice.finishReason = finish;
    parts.push({ ...rest, index, delta: {}, finish_reason: finish });
    return parts;
  }

  #cut(choice: Choice, late: LateCut | null = null): JsonObject[] {
    const { index } = choice;
    const content = this.#cutContent(choice, late);
    return [
      { index, delta: { content }, finish_reason: null },
      { index, delta: {}, finish_reason: 'content_filter' },
    ];
  }

  #cutWhole(choice: Choice, rest: JsonObject, part: JsonObject): JsonObject {
    const opened = this.#withOpeningMark(choice, part);
    const { tool_calls: _calls, function_call: _call, ...message } = opened;
    const content = `${textOf(message.content)}${this.#cutContent(choice)}`;
    return { ...rest, message: { ...message, content }, logprobs: null, finish_reason: 'content_filter' };
  }

  /** The standard answer, set apart from what was already shown; it takes the explicit mark when that was generated. */
  #cutContent(choice: Choice, late: LateCut | null = null): string {
    choice.isCut = true;
    choice.isFinished = true;
    choice.finishReason = 'content_filter';
    const hit = this.#blockingHit(choice);
    const risk = late?.risk ?? hit?.risk ?? '';
    this.cuts.push({ index: choice.index, risk });
    this.cutReason ??= `${foundBy(hit)}:${risk}`;
    const channel = choice.channel(['content']);
    const before = channel.shown === '' ? '' : PARAGRAPH;
    const answer = `${before}${late?.advice ?? standardAnswer(this.#options.policy, risk)}`;
    channel.addOwn(answer);
    return before === '' ? answer : answer + this.#closingMark(choice);
  }

  #blockingHit(choice: Choice): Hit | undefined {
    const channels = [...choice.channels.values(), ...choice.logprobs.channels];
    return channels.flatMap((channel) => this.#hitsOf(channel)).find((hit) => hit.action === 'block');
  }

  #wholeLogprobs(choice: Choice, logprobs: unknown): unknown {
    const shown = choice.logprobs.push(logprobs);
    const rest = choice.logprobs.finish();
    if (!isObject(shown) || rest === null) return shown;
    const joined: JsonObject = { ...shown };
    for (const [name, entries] of Object.entries(rest)) {
      if (Array.isArray(entries)) joined[name] = [...(Array.isArray(shown[name]) ? shown[name] : []), ...entries];
    }
    return joined;
  }

  #withOpeningMark(choice: Choice, part: JsonObject): JsonObject {
    const { label } = this.#options;
    const content = textOf(part.content);
    const channel = choice.channels.get('content');
    if (label.explicit !== 'prepend' || content === '' || channel === undefined || channel.isMarked) return part;
    channel.isMarked = true;
    const mark = `${label.mark}${PARAGRAPH}`;
    channel.shown = `${mark}${channel.shown}`;
    return { ...part, content: `${mark}${content}` };
  }

  /** What is set behind the text of a choice, once: a reminder that somebody must see, and the mark. */
  #closingMark(choice: Choice): string {
    const { label } = this.#options;
    const channel = choice.channels.get('content');
    if (channel === undefined || channel.shown === '' || this.#closed.has(choice.index)) return '';
    this.#closed.add(choice.index);
    const isMarkedHere = label.explicit === 'append' && !channel.isMarked;
    if (isMarkedHere) channel.isMarked = true;
    const closing = [label.reminder, isMarkedHere ? label.mark : undefined].filter((text) => text !== undefined);
    const text = closing.map((one) => `${PARAGRAPH}${one}`).join('');
    if (text !== '') channel.addOwn(text);
    return text;
  }
}

/** The answer shown instead: for the risk, else for its group, else the default. Never repeats the hit. */
export function standardAnswer(policy: Policy, risk: string): string {
  const { standardAnswers } = policy;
  return standardAnswers[risk] ?? standardAnswers[risk.slice(0, 3)] ?? standardAnswers.default ?? '';
}

/** Does a delta say nothing: no member but empty ones? */
function isBare(part: unknown): boolean {
  return Object.values(asObject(part)).every(
    (value) => value === '' || value === null || (Array.isArray(value) && value.length === 0),
  );
}
